"""An edition as it reads: the course, a lesson, an exercise, or all of it, from the versions that it names.

Nothing here depends on what was edited or published afterwards: an edition reads the same for ever.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.courses.contracts import OutlineExercise, OutlineLesson
from apps.courses.errors import ExerciseNotFound, LessonNotFound
from apps.courses.models.choices import Status
from apps.courses.models.content import Course
from apps.courses.models.versions import ExerciseVersion, LessonVersion
from apps.courses.selectors.audiences import Audience, rendered, written
from apps.courses.selectors.editions import Edition

type Row = dict[str, Any]


def course(*, course: Course, edition: Edition) -> Row:
    versions = LessonVersion.objects.filter(id__in=edition.lesson_versions.values())
    minutes = versions.values_list("duration_minutes", flat=True)
    return {
        "id": course.id,
        "slug": course.slug,
        **written(edition.course_version, audience=Audience.LEARNERS),
        **rendered(edition.course_version),
        "lesson_count": len(edition.outline),
        "exercise_count": len(edition.exercise_versions),
        "duration_minutes": sum(each or 0 for each in minutes),
    }


def whole(*, course_row: Row, edition: Edition, audience: Audience) -> Row:
    """The course with its lessons, and in them their exercises."""
    lesson_versions = LessonVersion.objects.in_bulk(edition.lesson_versions.values())
    exercise_versions = ExerciseVersion.objects.in_bulk(edition.exercise_versions.values())
    shown = []
    for position, told in enumerate(edition.outline, start=1):
        row = lesson_row(told, lesson_versions[told.version_id], position=position, audience=audience)
        within = [
            exercise_row(each, exercise_versions[each.version_id], position=place, audience=audience)
            for place, each in enumerate(told.exercises, start=1)
        ]
        shown.append({**row, "exercises": within})
    return {**course_row, "lessons": shown}


def lesson(*, course_id: UUID, edition: Edition, lesson_id: UUID) -> Row:
    """As learners read it. Raises LessonNotFound where it isn't in this edition."""
    ids = list(edition.lesson_versions)
    if lesson_id not in ids:
        raise LessonNotFound
    index = ids.index(lesson_id)
    told = edition.outline[index]
    version = LessonVersion.objects.get(id=told.version_id)
    shown = lesson_row(told, version, position=index + 1, audience=Audience.LEARNERS)
    beside = {"previous_id": _at(ids, index - 1), "next_id": _at(ids, index + 1)}
    return {"course_id": course_id, **shown, "status": Status.PUBLISHED.value, **beside}


def exercise(*, course_id: UUID, edition: Edition, exercise_id: UUID) -> Row:
    """As learners read it. Raises ExerciseNotFound where it isn't in this edition."""
    for told in edition.outline:
        for position, each in enumerate(told.exercises, start=1):
            if each.exercise_id == exercise_id:
                version = ExerciseVersion.objects.get(id=each.version_id)
                shown = exercise_row(each, version, position=position, audience=Audience.LEARNERS)
                place = {"course_id": course_id, "lesson_id": told.lesson_id, "status": Status.PUBLISHED.value}
                return {**shown, **place}
    raise ExerciseNotFound


def lesson_row(told: OutlineLesson, version: LessonVersion, *, position: int, audience: Audience) -> Row:
    return {
        "id": told.lesson_id,
        "number": told.number,
        "slug": told.slug,
        "position": position,
        "exercise_count": len(told.exercises),
        "section_id": told.section_id,
        "section_title": told.section_title,
        **written(version, audience=audience),
        **rendered(version),
        "requires": told.requires,
    }


def exercise_row(told: OutlineExercise, version: ExerciseVersion, *, position: int, audience: Audience) -> Row:
    return {
        "id": told.exercise_id,
        "slug": told.slug,
        "kind": told.kind,
        "position": position,
        "version_id": version.id,
        "version": version.n,
        **written(version, audience=audience),
        **rendered(version),
        "requires": told.requires,
    }


def _at(ids: Sequence[UUID], index: int) -> UUID | None:
    return ids[index] if 0 <= index < len(ids) else None
