"""Rows for those who change them: drafts, locked by their course, so that changes of one course come one by one."""

from uuid import UUID

from django.db.models import Max, QuerySet

from apps.courses.errors import CourseNotFound, ExerciseNotFound, LessonNotFound, SectionNotFound
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section


def course(*, course_id: UUID) -> Course:
    found = Course.objects.select_related("draft_version").filter(id=course_id).first()
    if found is None:
        raise CourseNotFound
    return found


def locked_course(*, course_id: UUID) -> Course:
    """Whoever changes a course or anything in it holds this lock."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True).select_related("draft_version")
    found = rows.filter(id=course_id).first()
    if found is None:
        raise CourseNotFound
    return found


def section(*, section_id: UUID) -> Section:
    found = Section.objects.select_related("draft_version", "course").filter(id=section_id).first()
    if found is None:
        raise SectionNotFound
    return found


def section_of(*, course_id: UUID, section_id: UUID | None) -> Section | None:
    """A section of this course's draft. Raises SectionNotFound for another's, and for one that was taken away."""
    if section_id is None:
        return None
    found = sections_of(course_id=course_id).filter(id=section_id).first()
    if found is None:
        raise SectionNotFound
    return found


def locked_section(*, section_id: UUID) -> Section:
    """The section as it is once the lock of its course is held."""
    _lock(course_id=section(section_id=section_id).course_id)
    return section(section_id=section_id)


def lesson(*, lesson_id: UUID) -> Lesson:
    found = Lesson.objects.select_related("draft_version", "course").filter(id=lesson_id).first()
    if found is None:
        raise LessonNotFound
    return found


def locked_lesson(*, lesson_id: UUID) -> Lesson:
    """The lesson as it is once the lock of its course is held."""
    _lock(course_id=lesson(lesson_id=lesson_id).course_id)
    return lesson(lesson_id=lesson_id)


def exercise(*, exercise_id: UUID) -> Exercise:
    rows = Exercise.objects.select_related("draft_version", "lesson", "course")
    found = rows.filter(id=exercise_id).first()
    if found is None:
        raise ExerciseNotFound
    return found


def locked_exercise(*, exercise_id: UUID) -> Exercise:
    """The exercise as it is once the lock of its course is held."""
    _lock(course_id=exercise(exercise_id=exercise_id).course_id)
    return exercise(exercise_id=exercise_id)


def sections_of(*, course_id: UUID) -> "QuerySet[Section]":
    """The draft's sections in order, without those that were taken away."""
    kept = Section.objects.filter(course_id=course_id).exclude(readiness=Readiness.RETIRED)
    return kept.select_related("draft_version").order_by("position", "id")


def lessons_of(*, course_id: UUID) -> "QuerySet[Lesson]":
    """The draft's lessons in order, without those that were taken away."""
    kept = Lesson.objects.filter(course_id=course_id).exclude(readiness=Readiness.RETIRED)
    return kept.select_related("draft_version").order_by("position", "number")


def exercises_of(*, course_id: UUID) -> "QuerySet[Exercise]":
    """The draft's exercises, lesson by lesson in order, without those that were taken away."""
    kept = Exercise.objects.filter(course_id=course_id).exclude(readiness=Readiness.RETIRED)
    return kept.select_related("draft_version").order_by("lesson__position", "position", "id")


def next_section_position(*, course_id: UUID) -> int:
    last: int | None = Section.objects.filter(course_id=course_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def next_lesson_position(*, course_id: UUID) -> int:
    last: int | None = Lesson.objects.filter(course_id=course_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def next_exercise_position(*, lesson_id: UUID) -> int:
    last: int | None = Exercise.objects.filter(lesson_id=lesson_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _lock(*, course_id: UUID) -> None:
    Course.objects.select_for_update(no_key=True).filter(id=course_id).values_list("id").first()
