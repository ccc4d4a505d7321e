"""Published sections, as plain values. What was taken away still reads by its id, for those who began it."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from apps.courses.errors import SectionNotFound
from apps.courses.models.content import Lesson
from apps.courses.models.structure import Section

type Row = dict[str, Any]
type Values = QuerySet[Any, Any]

OWN = ("id", "slug", "course_id")
LISTED = ("title", "summary")


def sections(*, course_id: UUID) -> Values:
    """Of a course, in its order."""
    rows = Section.objects.filter(course_id=course_id, published_position__isnull=False)
    return _values(rows.order_by("published_position", "pk"))


def section(*, section_id: UUID) -> Row:
    found = _values(Section.objects.filter(id=section_id, published_version__isnull=False)).first()
    if found is None:
        raise SectionNotFound
    return shown([found])[0]


def shown(rows: list[Row]) -> list[Row]:
    """Each with the ids of its lessons in order."""
    lessons = _lessons([row["id"] for row in rows])
    return [
        {name: row[name] for name in (*OWN, *LISTED)}
        | {"lessons": lessons.get(row["id"], [])}
        | {"position": row["published_position"], "status": "published" if row["published_position"] else "retired"}
        for row in rows
    ]


def _values(rows: "QuerySet[Section]") -> Values:
    versioned = {name: F(f"published_version__{name}") for name in LISTED}
    found: Values = rows.values("pk", "published_position", *OWN, **versioned)
    return found


def _lessons(section_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    listed = Lesson.objects.filter(published_section__in=section_ids, published_position__isnull=False)
    found: dict[UUID, list[UUID]] = {}
    for section_id, lesson_id in listed.order_by("published_position").values_list("published_section_id", "id"):
        found.setdefault(section_id, []).append(lesson_id)
    return found
