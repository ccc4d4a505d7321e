"""Courses as progress knows them."""

from uuid import UUID

from apps.progress.errors import CourseNotFound
from apps.progress.models import Course, CourseDeletion


def known(*, course_id: UUID) -> Course:
    """A course that is or was published. Raises CourseNotFound."""
    course = Course.objects.filter(course_id=course_id).first()
    if course is None:
        raise CourseNotFound
    return course


def is_going(*, course_id: UUID) -> bool:
    """Whether the course is deleted, or to be deleted."""
    return CourseDeletion.objects.filter(course_id=course_id, cancelled_at=None).exists()
