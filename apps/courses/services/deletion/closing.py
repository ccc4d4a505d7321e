"""What can be undone: the course leaves the catalogue, its learners are told; or it comes back, and they are told."""

from django.utils import timezone

from apps.courses.contracts import CourseDeletionCancelled, CourseDeletionRequested, CourseReopened
from apps.courses.models.choices import Status
from apps.courses.models.deletions import Deletion
from apps.courses.selectors import deletions, editing
from apps.courses.services import catalogue
from apps.courses.services.courses import withdraw_course
from apps.courses.services.deletion.names import GRACE
from gopro.events.outbox import publish
from gopro.sagas.plan import Turn


def retire(turn: Turn) -> None:
    """No new learners from now on."""
    course = editing.locked_course(course_id=turn.subject)
    _, is_new = Deletion.objects.get_or_create(
        pk=turn.saga_id,
        defaults={
            "course_id": course.pk,
            "slug": course.slug,
            "title": course.draft_version.title,
            "status_before": course.status,
            "due_at": timezone.now() + GRACE,
        },
    )
    if is_new and course.status == Status.PUBLISHED:
        withdraw_course(course=course)


def reopen(turn: Turn) -> None:
    """As it was before."""
    deletion = deletions.deletion(deletion_id=turn.saga_id)
    if deletion.cancelled_at:
        return
    deletion.cancelled_at = timezone.now()
    deletion.save(update_fields=["cancelled_at"])
    course = editing.locked_course(course_id=turn.subject)
    if deletion.status_before == Status.PUBLISHED and course.status == Status.RETIRED:
        course.status = Status.PUBLISHED
        course.save(update_fields=["status", "updated_at"])
        catalogue.show_again(course=course)
        publish(CourseReopened(course_id=course.pk))
    publish(CourseDeletionCancelled(deletion_id=deletion.pk, course_id=deletion.course_id))


def ask_warning(turn: Turn) -> None:
    """Who learns it, progress knows."""
    deletion = deletions.deletion(deletion_id=turn.saga_id)
    publish(CourseDeletionRequested(deletion_id=deletion.pk, course_id=deletion.course_id, due_at=deletion.due_at))


def let_stand(turn: Turn) -> None:
    """Nothing happens while it can be thought better of."""
