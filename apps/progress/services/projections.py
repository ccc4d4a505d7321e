"""What progress can make anew: its copy of outlines from what courses told, its percentages from completions."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.progress.models import (
    Course,
    CourseDeletion,
    CourseStatus,
    Enrollment,
    Outline,
    OutlineExercise,
    OutlineLesson,
)
from apps.progress.services import completion
from gopro.events.operations.projections import Comparison, Derived, Projection, projection

OUTLINES = "progress.outlines"
PERCENTAGES = "progress.percentages"
COMPARED = ("status", "version", "slug", "title", "language", "lessons", "policy", "choices")
OF_OUTLINE = ("lessons", "policy", "choices")
LESSON = ("lesson_id", "version_id", "number", "slug", "title")
EXERCISE = ("exercise_id", "version_id", "slug", "title", "kind", "files")


def _held(course_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    courses = Course.objects.filter(course_id__in=course_ids).exclude(status=CourseStatus.DELETED)
    return {course.course_id: _course(course) for course in courses}


def _course(course: Course) -> Mapping[str, Any]:
    """As courses tells it; an outline that is missing is like an empty one, which is never told."""
    here = {"outline__course": course, "outline__version": course.version}
    lessons = OutlineLesson.objects.filter(**here).order_by("position").values(*LESSON)
    exercises = list(OutlineExercise.objects.filter(**here).order_by("position").values("lesson_id", *EXERCISE))
    own = {name: getattr(course, name) for name in COMPARED if name not in OF_OUTLINE}
    told = [lesson | {"exercises": _of_lesson(exercises, lesson=lesson)} for lesson in lessons]
    return own | {"lessons": told} | _terms(course)


def _terms(course: Course) -> dict[str, Any]:
    outline = Outline.objects.filter(course=course, version=course.version).first() or Outline()
    items = [{"id": UUID(id_), "choice": choice} for id_, choice in sorted(outline.choices["items"].items())]
    return {"policy": outline.policy, "choices": {"default": outline.choices["default"], "items": items}}


def _of_lesson(exercises: Sequence[Mapping[str, Any]], *, lesson: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own = [row for row in exercises if row["lesson_id"] == lesson["lesson_id"]]
    return [{name: row[name] for name in EXERCISE} for row in own]


def _shaped(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what is told of lessons and exercises beyond what is kept here."""
    lessons = [
        {name: lesson[name] for name in LESSON}
        | {"exercises": [{name: exercise[name] for name in EXERCISE} for exercise in lesson["exercises"]]}
        for lesson in told["lessons"]
    ]
    return {**told, "lessons": lessons}


def _keeps(told: Mapping[str, Any]) -> bool:
    return bool(told["version"])


projection(
    Projection(
        name=OUTLINES,
        subjects={
            Course: "course_id",
            Outline: "course_id",
            OutlineLesson: "outline__course_id",
            OutlineExercise: "outline__course_id",
        },
        reads=(CourseDeletion,),
        comparison=Comparison(fields=COMPARED, held=_held, keeps=_keeps, shaped=_shaped),
    )
)
projection(Derived(name=PERCENTAGES, model=Enrollment, recount=completion.recount))
