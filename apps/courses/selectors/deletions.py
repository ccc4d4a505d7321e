"""Courses that are to go."""

from uuid import UUID

from apps.courses.errors import DeletionNotFound
from apps.courses.models.deletions import Deletion


def deletion(*, deletion_id: UUID) -> Deletion:
    found = Deletion.objects.filter(pk=deletion_id).first()
    if found is None:
        raise DeletionNotFound
    return found


def is_pending(*, course_id: UUID) -> bool:
    return _unfinished(course_id=course_id) is not None


def pending(*, course_id: UUID) -> Deletion:
    """The deletion of this course that goes on. Raises DeletionNotFound."""
    found = _unfinished(course_id=course_id)
    if found is None:
        raise DeletionNotFound
    return found


def _unfinished(*, course_id: UUID) -> Deletion | None:
    return Deletion.objects.filter(course_id=course_id, cancelled_at=None, completed_at=None).first()
