"""The copy of what courses published: fed by facts, the only thing that progress knows of content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from apps.progress.models import (
    Course,
    CourseDeletion,
    CourseStatus,
    Outline,
    OutlineExercise,
    OutlineLesson,
    Policy,
)
from gopro.database import atomic


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseEntry:
    exercise_id: UUID
    version_id: UUID
    slug: str
    title: str
    kind: str
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonEntry:
    lesson_id: UUID
    version_id: UUID
    number: int
    slug: str
    title: str
    exercises: tuple[ExerciseEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A publication as courses tells it; `choices` are by lesson or exercise, where they aren't the default."""

    course_id: UUID
    version: int
    slug: str
    title: str
    language: str
    lessons: Sequence[LessonEntry]
    policy: str
    default: str
    choices: Mapping[UUID, str]

    @property
    def plain_choices(self) -> dict[str, Any]:
        return {"default": self.default, "items": {str(id_): choice for id_, choice in sorted(self.choices.items())}}


@atomic("progress")
def remember_outline(*, told: Told) -> None:
    """Keep a published version; new enrollments follow the newest. Telling it twice changes nothing."""
    course = _pointed(told)
    if told.version == course.version and course.status != CourseStatus.PUBLISHED:
        course.status = CourseStatus.PUBLISHED
        course.save(update_fields=["status"])
    _keep(course, told=told)


@atomic("progress")
def restore_outline(*, told: Told, status: str) -> None:
    """A version as it is told anew: whatever of the copy differs is mended. What was never published isn't kept."""
    if not told.version:
        return
    course = _pointed(told)
    course.status = CourseStatus.DELETED if _is_going(course_id=told.course_id) else CourseStatus(status)
    course.save(update_fields=["status"])
    outline = _keep(course, told=told)
    if not _is_like(outline, told=told):
        outline.lessons.all().delete()
        outline.exercises.all().delete()
        _fill(outline, told=told)


@atomic("progress")
def close_course(*, course_id: UUID) -> None:
    """Take no new learners."""
    Course.objects.filter(course_id=course_id).update(status=CourseStatus.RETIRED)


@atomic("progress")
def reopen_course(*, course_id: UUID) -> None:
    """Take learners again."""
    retired = Course.objects.filter(course_id=course_id, status=CourseStatus.RETIRED)
    retired.update(status=CourseStatus.PUBLISHED)


@atomic("progress")
def bury_course(*, course_id: UUID) -> None:
    """The course is no more; what its learners did in it still hangs on its outlines."""
    Course.objects.filter(course_id=course_id).update(status=CourseStatus.DELETED)


def _is_going(*, course_id: UUID) -> bool:
    return CourseDeletion.objects.filter(course_id=course_id, begun_at__isnull=False).exists()


def _pointed(told: Told) -> Course:
    """The course, which is at this version now unless it is at a newer one."""
    values = {name: getattr(told, name) for name in ("slug", "title", "language", "version")}
    course, _ = Course.objects.get_or_create(course_id=told.course_id, defaults=values)
    if told.version >= course.version:
        for name, value in values.items():
            setattr(course, name, value)
        course.save(update_fields=list(values))
    if told.policy != Policy.PIN and told.version > course.followed_version:
        course.followed_version = told.version
        course.save(update_fields=["followed_version"])
    return course


def _keep(course: Course, *, told: Told) -> Outline:
    outline, is_new = Outline.objects.get_or_create(
        course=course, version=told.version, defaults={"lessons_total": len(told.lessons)}
    )
    if is_new:
        _fill(outline, told=told)
    return outline


def _fill(outline: Outline, *, told: Told) -> None:
    outline.lessons_total = len(told.lessons)
    outline.policy, outline.choices = told.policy, told.plain_choices
    outline.save(update_fields=["lessons_total", "policy", "choices"])
    OutlineLesson.objects.bulk_create(_lesson_rows(outline, told.lessons))
    OutlineExercise.objects.bulk_create(_exercise_rows(outline, told.lessons))


def _is_like(outline: Outline, *, told: Told) -> bool:
    held = (*outline.lessons.order_by("position"), *outline.exercises.order_by("position"))
    rows = (*_lesson_rows(outline, told.lessons), *_exercise_rows(outline, told.lessons))
    terms = (outline.lessons_total, outline.policy, outline.choices)
    is_same = terms == (len(told.lessons), told.policy, told.plain_choices)
    return is_same and [_values(row) for row in held] == [_values(row) for row in rows]


def _values(row: Model) -> list[object]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key]


def _lesson_rows(outline: Outline, lessons: Sequence[LessonEntry]) -> list[OutlineLesson]:
    return [
        OutlineLesson(
            outline=outline,
            position=position,
            lesson_id=lesson.lesson_id,
            version_id=lesson.version_id,
            number=lesson.number,
            slug=lesson.slug,
            title=lesson.title,
        )
        for position, lesson in enumerate(lessons)
    ]


def _exercise_rows(outline: Outline, lessons: Sequence[LessonEntry]) -> list[OutlineExercise]:
    entries = [(lesson.lesson_id, entry) for lesson in lessons for entry in lesson.exercises]
    return [
        OutlineExercise(
            outline=outline,
            position=position,
            lesson_id=lesson_id,
            exercise_id=entry.exercise_id,
            version_id=entry.version_id,
            kind=entry.kind,
            slug=entry.slug,
            title=entry.title,
            files=list(entry.files),
        )
        for position, (lesson_id, entry) in enumerate(entries)
    ]
