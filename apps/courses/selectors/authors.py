"""Who writes a course."""

from collections.abc import Sequence
from uuid import UUID

from apps.courses.models.content import Course
from apps.courses.models.structure import CoAuthor


def co_authors_of(*, course_id: UUID) -> list[UUID]:
    """In the order in which they came."""
    rows = CoAuthor.objects.filter(course_id=course_id).order_by("added_at", "id")
    return list(rows.values_list("user_id", flat=True))


def lead_and_others(*, course_id: UUID) -> tuple[UUID | None, list[UUID]]:
    lead_id = Course.objects.filter(id=course_id).values_list("author_id", flat=True).first()
    return lead_id, co_authors_of(course_id=course_id)


def authors_of(*, course: Course) -> list[UUID]:
    """The lead, if there is one, then the others."""
    return [*([course.author_id] if course.author_id else []), *co_authors_of(course_id=course.id)]


def shown(*, author_id: UUID | None, co_author_ids: Sequence[UUID]) -> list[dict[str, object]]:
    """As profiles to ask for."""
    lead = [{"user_id": author_id, "role": "lead"}] if author_id else []
    return [*lead, *({"user_id": one, "role": "co_author"} for one in co_author_ids)]
