"""Preview links: the draft for whoever has the link, as learners would see it, for a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.courses.errors import ContentRefused
from apps.courses.models.previews import PreviewLink
from apps.courses.selectors import editing, previews
from apps.courses.services.media.rendering import with_keys_in
from gopro.audit import trail
from gopro.database import atomic
from gopro.security import attempts
from gopro.security.attempts import Limit

LONGEST = timedelta(days=30)
OPENED = Limit(name="courses.preview", most=60, within=timedelta(minutes=1))
TOLD_AGAIN = timedelta(hours=1)  # the audit is told of a link's openings at most so often; the link counts them all
UNCHANGED: Mapping[str, str] = MappingProxyType({})


@atomic("courses")
def create_preview_link(
    *, course_id: UUID, expires_at: datetime, creator_id: UUID | None, label: str = ""
) -> PreviewLink:
    course = editing.locked_course(course_id=course_id)
    if not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise ContentRefused(fields={"/expires_at": f"A time to come, within {LONGEST.days} days."})
    link = PreviewLink.objects.create(course=course, label=label, expires_at=expires_at, created_by=creator_id)
    _record("share", link=link, changes={"expires_at": expires_at.isoformat()})
    return link


@atomic("courses")
def revoke_preview_link(*, course_id: UUID, link_id: UUID) -> PreviewLink:
    """From now on it opens nothing. Twice changes nothing."""
    editing.locked_course(course_id=course_id)
    link = previews.link(course_id=course_id, link_id=link_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record("unshare", link=link)
    return link


def open_preview(*, token: str, ip: str | None) -> dict[str, Any]:
    """The draft behind the link. Raises PreviewNotFound for whatever doesn't open it, RateLimited for too many."""
    attempts.take(OPENED, ip)
    link_id = previews.id_of(token)
    _count(link_id)
    found: dict[str, Any] = with_keys_in(previews.draft(link_id=link_id))
    return found


@atomic("courses")
def _count(link_id: UUID) -> None:
    """`opened_at` is when the audit was told last."""
    now = timezone.now()
    link = previews.valid_link(link_id=link_id, now=now)
    is_told = link.opened_at is not None and now - link.opened_at < TOLD_AGAIN
    link.openings, link.opened_at = F("openings") + 1, link.opened_at if is_told else now
    link.save(update_fields=["openings", "opened_at"])
    if not is_told:
        _record("preview", link=link)


def _record(verb: str, *, link: PreviewLink, changes: Mapping[str, str] = UNCHANGED) -> None:
    trail.record(
        room="courses",
        action=f"courses.course.{verb}",
        object_type="courses.course",
        object_id=str(link.course_id),
        changes={"link": str(link.id), **changes},
    )
