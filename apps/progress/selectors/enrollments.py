"""Enrollments, and which of them a lesson or an exercise counts in."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.progress.errors import (
    EnrollmentNotFound,
    ExerciseNotFound,
    LessonNotFound,
    NotEnrolled,
    NotInYourVersion,
)
from apps.progress.models import Enrollment, EnrollmentStatus, OutlineExercise, OutlineLesson
from gopro.errors import DomainError


def of_user(*, user_id: UUID) -> QuerySet[Enrollment]:
    """The learner's enrollments, the newest first, those that ended included."""
    return Enrollment.objects.filter(user_id=user_id).select_related("course", "outline").order_by("-id")


def own(*, user_id: UUID, enrollment_id: UUID) -> Enrollment:
    """Raises EnrollmentNotFound for another's too."""
    enrollment = of_user(user_id=user_id).filter(id=enrollment_id).first()
    if enrollment is None:
        raise EnrollmentNotFound
    return enrollment


def locked(*, user_id: UUID, enrollment_id: UUID) -> Enrollment:
    """The same for who changes it. The row alone is read: a join would lose it while it changes its outline."""
    enrollment = Enrollment.objects.select_for_update().filter(id=enrollment_id, user_id=user_id).first()
    if enrollment is None:
        raise EnrollmentNotFound
    return enrollment


def in_course(*, user_id: UUID, course_id: UUID) -> Enrollment:
    """Raises EnrollmentNotFound."""
    enrollment = of_user(user_id=user_id).filter(course_id=course_id).first()
    if enrollment is None:
        raise EnrollmentNotFound
    return enrollment


def for_lesson(*, user_id: UUID, lesson_id: UUID) -> tuple[Enrollment, OutlineLesson]:
    """The lesson in the outline that the learner follows, and the enrollment, locked."""
    found = _taking(user_id=user_id).filter(outline__lessons__lesson_id=lesson_id).values_list("pk", flat=True).first()
    listed = OutlineLesson.objects.filter(lesson_id=lesson_id)
    if found is None:
        raise _why_not(listed.values("outline__course"), user_id=user_id, missing=LessonNotFound)
    enrollment = locked(user_id=user_id, enrollment_id=found)
    lesson = listed.filter(outline=enrollment.outline_id).select_related("outline__course").first()
    if lesson is None or enrollment.status == EnrollmentStatus.ENDED:
        raise _why_not(listed.values("outline__course"), user_id=user_id, missing=LessonNotFound)
    enrollment.outline, enrollment.course = lesson.outline, lesson.outline.course
    return enrollment, lesson


def for_exercise(*, user_id: UUID, exercise_id: UUID) -> tuple[Enrollment, OutlineExercise]:
    """The exercise in the outline that the learner follows."""
    enrollment = _taking(user_id=user_id).filter(outline__exercises__exercise_id=exercise_id).first()
    if enrollment is None:
        listed = OutlineExercise.objects.filter(exercise_id=exercise_id)
        raise _why_not(listed.values("outline__course"), user_id=user_id, missing=ExerciseNotFound)
    return enrollment, OutlineExercise.objects.get(outline=enrollment.outline_id, exercise_id=exercise_id)


def _taking(*, user_id: UUID) -> QuerySet[Enrollment]:
    return of_user(user_id=user_id).exclude(status=EnrollmentStatus.ENDED)


def _why_not(courses: QuerySet[Any, Any], *, user_id: UUID, missing: type[DomainError]) -> DomainError:
    """`courses` are those that have had the thing in any version."""
    if not courses.exists():
        return missing()
    return NotInYourVersion() if _taking(user_id=user_id).filter(course__in=courses).exists() else NotEnrolled()
