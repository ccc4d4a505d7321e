"""An edition's lessons and exercises as lists, in its order, page by page."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, QuerySet, Value

from apps.courses.errors import LessonNotFound
from apps.courses.models.choices import Status
from apps.courses.models.versions import ExerciseVersion, LessonVersion, ids
from apps.courses.selectors import exercises as live_exercises
from apps.courses.selectors import lessons as live_lessons
from apps.courses.selectors import reading
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.editions import Edition

type Row = dict[str, Any]
type Listed = tuple[QuerySet[Any, Any], Callable[[list[Any]], list[Row]]]  # the rows, and how they are shown


def lessons(*, course_id: UUID, edition: Edition) -> Listed:
    told = {one.version_id: (position, one) for position, one in enumerate(edition.outline, start=1)}

    def shown(rows: list[LessonVersion]) -> list[Row]:
        found = []
        for row in rows:
            position, one = told[row.id]
            whole = reading.lesson_row(one, row, position=position, audience=Audience.LEARNERS)
            found.append(_without(whole, live_lessons.DETAIL, course_id=course_id))
        return found

    return _in_order(LessonVersion.objects.all(), version_ids=told), shown


def exercises(*, course_id: UUID, edition: Edition, lesson_id: UUID | None = None) -> Listed:
    """Of all lessons, or of one. Raises LessonNotFound where that isn't in the edition."""
    outline = [one for one in edition.outline if lesson_id in {None, one.lesson_id}]
    if lesson_id is not None and not outline:
        raise LessonNotFound
    told = {
        each.version_id: (position, each, one.lesson_id)
        for one in outline
        for position, each in enumerate(one.exercises, start=1)
    }

    def shown(rows: list[ExerciseVersion]) -> list[Row]:
        found = []
        for row in rows:
            position, each, home = told[row.id]
            whole = reading.exercise_row(each, row, position=position, audience=Audience.LEARNERS)
            left_out = (*live_exercises.DETAIL, *live_exercises.MADE, "drawn")
            found.append(_without(whole, left_out, course_id=course_id, lesson_id=home))
        return found

    return _in_order(ExerciseVersion.objects.all(), version_ids=told), shown


def _in_order(rows: "QuerySet[Any]", *, version_ids: Mapping[UUID, Any]) -> "QuerySet[Any]":
    order = Value(list(version_ids), output_field=ids())
    place = Func(order, F("id"), function="array_position", output_field=IntegerField())
    found: QuerySet[Any] = rows.filter(id__in=list(version_ids)).annotate(place=place).order_by("place")
    return found


def _without(row: Row, names: Collection[str], **places: UUID) -> Row:
    kept = {name: value for name, value in row.items() if name not in names}
    return {**kept, **places, "status": Status.PUBLISHED.value}
