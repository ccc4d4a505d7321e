"""The copy of what courses published: fed by facts, the only thing that progress knows of content."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from apps.progress.models import Course, CourseDeletion, CourseStatus, Outline, OutlineExercise, OutlineLesson
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


@atomic("progress")
def remember_outline(
    *, course_id: UUID, version: int, slug: str, title: str, language: str, lessons: Sequence[LessonEntry]
) -> None:
    """Keep a published version; new enrollments follow the newest. Telling it twice changes nothing."""
    course = _pointed(course_id=course_id, version=version, slug=slug, title=title, language=language)
    if version == course.version and course.status != CourseStatus.PUBLISHED:
        course.status = CourseStatus.PUBLISHED
        course.save(update_fields=["status"])
    _keep(course, version=version, lessons=lessons)


@atomic("progress")
def restore_outline(
    *, course_id: UUID, status: str, version: int, slug: str, title: str, language: str, lessons: Sequence[LessonEntry]
) -> None:
    """A version as it is told anew: whatever of the copy differs is mended. What was never published isn't kept."""
    if not version:
        return
    course = _pointed(course_id=course_id, version=version, slug=slug, title=title, language=language)
    course.status = CourseStatus.DELETED if _is_going(course_id=course_id) else CourseStatus(status)
    course.save(update_fields=["status"])
    outline = _keep(course, version=version, lessons=lessons)
    if not _is_like(outline, lessons):
        outline.lessons.all().delete()
        outline.exercises.all().delete()
        _fill(outline, lessons)


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


def _pointed(*, course_id: UUID, version: int, slug: str, title: str, language: str) -> Course:
    """The course, which is at this version now unless it is at a newer one."""
    values = {"slug": slug, "title": title, "language": language, "version": version}
    course, _ = Course.objects.get_or_create(course_id=course_id, defaults=values)
    if version >= course.version:
        for name, value in values.items():
            setattr(course, name, value)
        course.save(update_fields=list(values))
    return course


def _keep(course: Course, *, version: int, lessons: Sequence[LessonEntry]) -> Outline:
    outline, is_new = Outline.objects.get_or_create(
        course=course, version=version, defaults={"lessons_total": len(lessons)}
    )
    if is_new:
        _fill(outline, lessons)
    return outline


def _fill(outline: Outline, lessons: Sequence[LessonEntry]) -> None:
    outline.lessons_total = len(lessons)
    outline.save(update_fields=["lessons_total"])
    OutlineLesson.objects.bulk_create(_lesson_rows(outline, lessons))
    OutlineExercise.objects.bulk_create(_exercise_rows(outline, lessons))


def _is_like(outline: Outline, lessons: Sequence[LessonEntry]) -> bool:
    held = (*outline.lessons.order_by("position"), *outline.exercises.order_by("position"))
    told = (*_lesson_rows(outline, lessons), *_exercise_rows(outline, lessons))
    return outline.lessons_total == len(lessons) and [_values(row) for row in held] == [_values(row) for row in told]


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
