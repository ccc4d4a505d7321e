"""The copy of what courses published: fed by facts, the only thing that progress knows of content."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.progress.models import Course, CourseStatus, Outline, OutlineExercise, OutlineLesson
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
    """Keep a published version; new enrollments follow it. Telling it twice changes nothing."""
    values = {"slug": slug, "title": title, "language": language, "status": CourseStatus.PUBLISHED, "version": version}
    course, _ = Course.objects.update_or_create(course_id=course_id, defaults=values)
    outline, is_new = Outline.objects.get_or_create(
        course=course, version=version, defaults={"lessons_total": len(lessons)}
    )
    if is_new:
        OutlineLesson.objects.bulk_create(_lesson_rows(outline, lessons))
        OutlineExercise.objects.bulk_create(_exercise_rows(outline, lessons))


@atomic("progress")
def close_course(*, course_id: UUID) -> None:
    """Take no new learners."""
    Course.objects.filter(course_id=course_id).update(status=CourseStatus.RETIRED)


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
