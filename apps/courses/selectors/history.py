"""What was: publications by number and by time, and the time line of everything that was edited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from apps.courses.errors import VersionNotFound
from apps.courses.models.choices import Status
from apps.courses.models.content import Course
from apps.courses.models.edits import Edit
from apps.courses.models.publishing import Publication
from apps.courses.models.versions import Version
from apps.courses.selectors import editions
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.editions import Edition

type Row = dict[str, Any]

DRAFT = "draft"
LISTED = ("n", "note", "restores", "counts", "published_at", "published_by")


def publication(*, course_id: UUID, n: int) -> Publication:
    """Raises VersionNotFound."""
    return _one(_publications(course_id=course_id).filter(n=n))


def publication_as_of(*, course_id: UUID, at: datetime) -> Publication:
    """The one that learners saw at that time. Raises VersionNotFound from before the first."""
    return _one(_publications(course_id=course_id).filter(published_at__lte=at))


def edition(*, course: Course, name: str) -> Edition:
    """Of a publication by its number, or of the `draft`. Raises VersionNotFound."""
    if name == DRAFT:
        return editions.of_draft(course)
    if not name.isascii() or not name.isdigit() or len(name) > 9:
        raise VersionNotFound
    return editions.of_publication(publication(course_id=course.id, n=int(name)))


def draft_as_of[V: Version](versions: "QuerySet[V]", *, at: datetime) -> V:
    """The draft's version at that time, of one thing's. Raises VersionNotFound from before it was made."""
    found = versions.filter(created_at__lte=at).order_by("-n").first()
    if found is None:
        raise VersionNotFound
    return found


def publications(*, course_id: UUID) -> "QuerySet[Publication, Any]":
    """The newest first."""
    rows = Publication.objects.filter(course_id=course_id).order_by("-n", "-pk")
    found: QuerySet[Publication, Any] = rows.values("pk", *LISTED, title=F("course_version__title"))
    return found


def time_line(*, course_id: UUID) -> "QuerySet[Edit, Any]":
    """Everything that was edited and published, the newest first; the cost doesn't grow with the course's history."""
    rows = Edit.objects.filter(course_id=course_id).order_by("-pk")
    return rows.values("pk", "action", "subject", "subject_id", "n", "title", "edited_by", "edited_at")


def shown_publications(rows: list[Row], *, audience: Audience) -> list[Row]:
    """Who published is for those who edit."""
    names = ("title", *LISTED[1:]) if audience is Audience.EDITORS else ("title", *LISTED[1:-1])
    return [{"version": row["n"]} | {name: row[name] for name in names} for row in rows]


def shown_edits(rows: list[Row]) -> list[Row]:
    return [{"version" if name == "n" else name: row[name] for name in row if name != "pk"} for row in rows]


def told(publication: Publication) -> Row:
    """What the log says of it, but for who."""
    return {"version": publication.n} | {name: getattr(publication, name) for name in LISTED[1:-1]}


def told_as_course(publication: Publication) -> Row:
    """As a course reads while this is what learners see."""
    first = (
        Publication.objects.filter(course_id=publication.course_id).order_by("n").values_list("published_at").first()
    )
    times = {"published_at": first[0] if first else None, "updated_at": publication.published_at}
    return {"version": publication.n, "status": Status.PUBLISHED.value, **times}


def _publications(*, course_id: UUID) -> "QuerySet[Publication]":
    return Publication.objects.filter(course_id=course_id).select_related("course_version").order_by("-n")


def _one(rows: "QuerySet[Publication]") -> Publication:
    found = rows.first()
    if found is None:
        raise VersionNotFound
    return found
