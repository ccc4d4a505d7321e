"""Beginning a course, leaving it, coming back."""

from uuid import UUID

from django.utils import timezone

from apps.progress.contracts import EnrollmentCreated, EnrollmentEnded, EnrollmentResumed
from apps.progress.errors import CourseClosed
from apps.progress.models import Course, CourseStatus, Enrollment, EnrollmentStatus, Outline
from apps.progress.selectors import courses, enrollments
from apps.progress.services import following
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("progress")
def enroll(*, user_id: UUID, course_id: UUID) -> tuple[Enrollment, bool]:
    """Begin a course in its present version, or come back to it; answers whether that changed anything."""
    course = courses.known(course_id=course_id)
    enrollment = Enrollment.objects.filter(user_id=user_id, course=course).select_for_update().first()
    if enrollment is None and course.status == CourseStatus.PUBLISHED:
        return _begin(user_id=user_id, course=course)
    if enrollment is None or courses.is_going(course_id=course_id):
        raise CourseClosed
    if enrollment.status != EnrollmentStatus.ENDED:
        return enrollment, False
    enrollment.status = EnrollmentStatus.COMPLETED if enrollment.completed_at else EnrollmentStatus.ACTIVE
    enrollment.ended_at = None
    enrollment.save(update_fields=["status", "ended_at"])
    publish(EnrollmentResumed(enrollment_id=enrollment.id, user_id=user_id, course_id=course.course_id))
    following.catch_up(enrollment)
    return enrollment, True


@atomic("progress")
def end_enrollment(*, user_id: UUID, enrollment_id: UUID) -> None:
    """Leave a course. What was done is kept, and leaving twice changes nothing."""
    enrollment = enrollments.locked(user_id=user_id, enrollment_id=enrollment_id)
    if enrollment.status == EnrollmentStatus.ENDED:
        return
    enrollment.status, enrollment.ended_at = EnrollmentStatus.ENDED, timezone.now()
    enrollment.save(update_fields=["status", "ended_at"])
    publish(EnrollmentEnded(enrollment_id=enrollment.id, user_id=user_id, course_id=enrollment.course_id))


def _begin(*, user_id: UUID, course: Course) -> tuple[Enrollment, bool]:
    outline = Outline.objects.get(course=course, version=course.version)
    begun = {
        "outline": outline,
        "considered_version": outline.version,
        "lessons_total": outline.lessons_total,
    }
    enrollment, is_new = Enrollment.objects.get_or_create(user_id=user_id, course=course, defaults=begun)
    if is_new:
        publish(
            EnrollmentCreated(
                enrollment_id=enrollment.id,
                user_id=user_id,
                course_id=course.course_id,
                course_slug=course.slug,
                course_title=course.title,
                course_version=outline.version,
            )
        )
    return enrollment, is_new
