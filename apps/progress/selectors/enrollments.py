"""Enrollments, and which of them a lesson or an exercise counts in."""

from uuid import UUID

from django.db.models import QuerySet

from apps.progress.errors import EnrollmentNotFound, ExerciseNotFound, LessonNotFound, NotEnrolled
from apps.progress.models import Enrollment, EnrollmentStatus, OutlineExercise, OutlineLesson
from gopro.errors import DomainError


def of_user(*, user_id: UUID) -> QuerySet[Enrollment]:
    """The learner's enrollments, the newest first, those that ended included."""
    return Enrollment.objects.filter(user_id=user_id).select_related("course", "outline").order_by("-id")


def own(*, user_id: UUID, enrollment_id: UUID, lock: bool = False) -> Enrollment:
    """Raises EnrollmentNotFound for another's too."""
    found = of_user(user_id=user_id).filter(id=enrollment_id)
    enrollment = (found.select_for_update(of=("self",)) if lock else found).first()
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
    taking = _taking(user_id=user_id).filter(outline__lessons__lesson_id=lesson_id)
    enrollment = taking.select_for_update(of=("self",)).first()
    if enrollment is None:
        raise _why_not(exists=OutlineLesson.objects.filter(lesson_id=lesson_id).exists(), missing=LessonNotFound)
    return enrollment, OutlineLesson.objects.get(outline=enrollment.outline_id, lesson_id=lesson_id)


def for_exercise(*, user_id: UUID, exercise_id: UUID) -> tuple[Enrollment, OutlineExercise]:
    """The exercise in the outline that the learner follows."""
    enrollment = _taking(user_id=user_id).filter(outline__exercises__exercise_id=exercise_id).first()
    if enrollment is None:
        exists = OutlineExercise.objects.filter(exercise_id=exercise_id).exists()
        raise _why_not(exists=exists, missing=ExerciseNotFound)
    return enrollment, OutlineExercise.objects.get(outline=enrollment.outline_id, exercise_id=exercise_id)


def _taking(*, user_id: UUID) -> QuerySet[Enrollment]:
    return of_user(user_id=user_id).exclude(status=EnrollmentStatus.ENDED)


def _why_not(*, exists: bool, missing: type[DomainError]) -> DomainError:
    return NotEnrolled() if exists else missing()
