"""Preview links, and the draft that one of them shows."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from apps.courses.errors import PreviewNotFound
from apps.courses.models.previews import PreviewLink
from apps.courses.selectors import editions, reading
from apps.courses.selectors.audiences import Audience

SHOWN = ("id", "label", "created_by", "created_at", "expires_at", "revoked_at", "openings", "opened_at")
LONGEST_TOKEN = 200


def token_of(link: PreviewLink) -> str:
    """The id, signed: nobody makes one up."""
    return _signer().sign(urlsafe_b64encode(link.id.bytes).decode().rstrip("="))


def url_of(link: PreviewLink) -> str:
    return f"{settings.PUBLIC_URL}/preview/{token_of(link)}"


def id_of(token: str) -> UUID:
    """Raises PreviewNotFound for what we didn't sign."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token[:LONGEST_TOKEN]) + "=="))
    except (BadSignature, Error, ValueError):
        raise PreviewNotFound from None


def valid_link(*, link_id: UUID, now: datetime) -> PreviewLink:
    """Raises PreviewNotFound for one that was revoked, is over, or whose course is gone."""
    found = PreviewLink.objects.filter(pk=link_id, revoked_at=None, expires_at__gt=now).first()
    if found is None:
        raise PreviewNotFound
    return found


def link(*, course_id: UUID, link_id: UUID) -> PreviewLink:
    found = links(course_id=course_id).filter(pk=link_id).first()
    if found is None:
        raise PreviewNotFound
    return found


def links(*, course_id: UUID) -> "QuerySet[PreviewLink]":
    """The newest first."""
    return PreviewLink.objects.filter(course_id=course_id).order_by("-pk")


def shown(rows: Sequence[PreviewLink]) -> list[dict[str, Any]]:
    """With what opens them, for those who may edit the course."""
    return [{name: getattr(row, name) for name in SHOWN} | {"url": url_of(row)} for row in rows]


def draft(*, link_id: UUID) -> dict[str, Any]:
    """What learners would see if the draft were published now."""
    course = PreviewLink.objects.select_related("course__draft_version").get(pk=link_id).course
    edition = editions.of_draft(course)
    row = reading.course(course=course, edition=edition)
    return reading.whole(course_row=row, edition=edition, audience=Audience.LEARNERS)


def _signer() -> Signer:
    return Signer(salt="courses.previews", sep=".")
