"""Published lessons, as plain values. What was taken away still reads by its id, for those who began it."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.courses.errors import LessonNotFound
from apps.courses.models.content import Exercise, Lesson
from apps.courses.selectors.ownership import by_id_or
from apps.courses.selectors.prerequisites import listed

type Values = QuerySet[Any, Any]

OWN = ("id", "number", "slug", "course_id")
LISTED = ("title", "summary", "duration_minutes", "difficulty", "concepts", "requires")
SECTION = Coalesce(F("published_section__published_version__title"), Value(""))
DETAIL = ("body", "body_html", "resources")


def lessons(*, course_id: UUID) -> Values:
    """Of a course, in its order."""
    rows = Lesson.objects.filter(course_id=course_id, published_position__isnull=False).order_by(
        "published_position", "pk"
    )
    found: Values = rows.values(
        "pk",
        "published_position",
        "published_section_id",
        *OWN,
        exercise_count=_exercise_count(),
        section_title=SECTION,
        **_published(LISTED),
    )
    return found


def lesson(*, key: str) -> dict[str, Any]:
    """By id or number."""
    rows = Lesson.objects.filter(by_id_or(key, name="number"), published_version__isnull=False)
    found = rows.values(
        "published_position",
        "published_section_id",
        *OWN,
        exercise_count=_exercise_count(),
        section_title=SECTION,
        **_published((*LISTED, *DETAIL)),
        **_neighbors(),
    ).first()
    if found is None:
        raise LessonNotFound
    return {**shown([found])[0], **{name: found[name] for name in (*DETAIL, "previous_id", "next_id")}}


def lesson_id(*, key: str) -> UUID:
    """The id of a lesson that everybody may read."""
    readable = Lesson.objects.filter(by_id_or(key, name="number"), published_version__isnull=False)
    found = readable.values_list("id", flat=True).first()
    if found is None:
        raise LessonNotFound
    return found


def of_courses(*, course_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The lessons of several courses, by course, in order."""
    rows = Lesson.objects.filter(course_id__in=course_ids, published_position__isnull=False)
    values = rows.order_by("course_id", "published_position").values(
        "published_position",
        "published_section_id",
        *OWN,
        exercise_count=_exercise_count(),
        section_title=SECTION,
        **_published(LISTED),
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in shown(list(values)):
        found.setdefault(row["course_id"], []).append(row)
    return found


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what is to be done before, only what learners find."""
    known = listed(Lesson, ids=chain.from_iterable(row["requires"] for row in rows))
    return [
        {name: row[name] for name in (*OWN, *LISTED, "section_title", "exercise_count")}
        | {"section_id": row["published_section_id"]}
        | {"requires": [each for each in row["requires"] if each in known]}
        | {"position": row["published_position"], "status": "published" if row["published_position"] else "retired"}
        for row in rows
    ]


def _published(names: tuple[str, ...]) -> dict[str, F]:
    return {name: F(f"published_version__{name}") for name in names}


def _exercise_count() -> Coalesce:
    listed = Exercise.objects.filter(published_lesson=OuterRef("pk"), published_position__isnull=False)
    counted = listed.order_by().values("published_lesson").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _neighbors() -> dict[str, Subquery]:
    """Ids of the lessons before and after, as published."""
    beside = Lesson.objects.filter(course=OuterRef("course"), published_position__isnull=False)
    before = beside.filter(published_position__lt=OuterRef("published_position")).order_by("-published_position")
    after = beside.filter(published_position__gt=OuterRef("published_position")).order_by("published_position")
    return {"previous_id": Subquery(before.values("pk")[:1]), "next_id": Subquery(after.values("pk")[:1])}
