"""Asking for a course's deletion, and thinking better of it."""

from uuid import UUID

from apps.courses.models.deletions import Deletion
from apps.courses.selectors import deletions, editing
from apps.courses.services.deletion import removal
from apps.courses.services.deletion.plan import DELETE_COURSE
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition
from gopro.sagas import engine


@atomic("courses")
def delete_course(*, course_id: UUID, if_match: Precondition = UNCONDITIONAL) -> Deletion | None:
    """A course that learners never saw goes at once, and None is answered. Asking twice is asking once."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    if course.published_version_id is None:
        removal.remove(course_id=course.pk)
        _record("courses.course.delete", course_id=course.pk)
        return None
    saga, is_new = engine.start(plan=DELETE_COURSE, subject=course.pk)
    if is_new:
        _record("courses.course.delete", course_id=course.pk)
    return deletions.deletion(deletion_id=saga.pk)


def keep_course(*, course_id: UUID) -> Deletion:
    """Cancel the deletion: the course is as it was before. Raises DeletionNotFound, or PastReturn once it has begun."""
    with atomic("courses"):
        deletion = deletions.pending(course_id=course_id)
        engine.cancel(room="courses", saga_id=deletion.pk)
        _record("courses.course.keep", course_id=course_id)
    engine.advance(room="courses", saga_id=deletion.pk)
    return deletions.deletion(deletion_id=deletion.pk)


def _record(action: str, *, course_id: UUID) -> None:
    trail.record(room="courses", action=action, object_type="courses.course", object_id=str(course_id))
