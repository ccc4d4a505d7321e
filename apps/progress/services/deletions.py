"""A course that is to be deleted: its learners are told, then its enrollments end, some at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.progress.contracts import EnrollmentEnded, EnrollmentEnding, EnrollmentKept, EnrollmentsEnded, LearnersWarned
from apps.progress.models import Course, CourseDeletion, CourseStatus, Enrollment, EnrollmentStatus
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.jobs import enqueue

AT_ONCE = 500  # enrollments a transaction


@atomic("progress")
def warn_learners(*, deletion_id: UUID, course_id: UUID, due_at: datetime) -> None:
    """Nobody begins the course any more, and each learner is told; asked again, the answer is told again."""
    deletion, is_new = CourseDeletion.objects.get_or_create(
        pk=deletion_id, defaults={"course_id": course_id, "due_at": due_at}
    )
    if deletion.warned_at:
        _tell_warned(deletion)
    elif is_new:
        Course.objects.filter(course_id=course_id, status=CourseStatus.PUBLISHED).update(status=CourseStatus.RETIRED)
        enqueue("progress.advance_deletion", deletion_id)


@atomic("progress")
def keep_course(*, deletion_id: UUID) -> None:
    """The course stays: those who were told otherwise are told so."""
    if CourseDeletion.objects.filter(pk=deletion_id, cancelled_at=None).update(cancelled_at=timezone.now()):
        enqueue("progress.advance_deletion", deletion_id)


@atomic("progress")
def end_enrollments(*, deletion_id: UUID, course_id: UUID) -> None:
    """There is no way back; asked again, the answer is told again."""
    Course.objects.filter(course_id=course_id).update(status=CourseStatus.DELETED)
    now = timezone.now()
    deletion, _ = CourseDeletion.objects.get_or_create(
        pk=deletion_id, defaults={"course_id": course_id, "due_at": now, "warned_at": now}
    )
    if deletion.finished_at:
        _tell_ended(deletion)
    elif deletion.begun_at is None:
        CourseDeletion.objects.filter(pk=deletion_id).update(begun_at=now)
        enqueue("progress.advance_deletion", deletion_id)


def advance_all() -> None:
    """By the clock: whatever a lost job left."""
    for deletion_id in CourseDeletion.objects.filter(finished_at=None).values_list("pk", flat=True):
        advance(deletion_id=deletion_id)


def advance(*, deletion_id: UUID) -> None:
    """Look after the enrollments, as many at a time as one transaction should hold."""
    while _some(deletion_id=deletion_id):
        pass


@atomic("progress")
def _some(*, deletion_id: UUID) -> bool:
    """Answers whether there may be more to do."""
    deletion = CourseDeletion.objects.select_for_update().get(pk=deletion_id)
    going = Enrollment.objects.filter(course=deletion.course_id).exclude(status=EnrollmentStatus.ENDED)
    if deletion.finished_at:
        return False
    if deletion.begun_at:
        return _each(going, act=_end) or _finish(deletion)
    if deletion.cancelled_at:
        return _each(going.filter(ends_at__isnull=False), act=_keeper(deletion)) or _close(deletion)
    if deletion.warned_at:
        return False
    return _each(going.filter(ends_at=None), act=_warner(deletion)) or _warned(deletion)


def _each(rows: QuerySet[Enrollment], *, act: Callable[[Enrollment], None]) -> bool:
    """Whether there were any."""
    some = list(rows.select_related("course").select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    for enrollment in some:
        act(enrollment)
    Enrollment.objects.bulk_update(some, ["ends_at", "status", "ended_at"])
    return bool(some)


def _warner(deletion: CourseDeletion) -> Callable[[Enrollment], None]:
    def warn(enrollment: Enrollment) -> None:
        enrollment.ends_at = deletion.due_at
        publish(EnrollmentEnding(ends_at=deletion.due_at, **_names(enrollment, deletion=deletion)))

    return warn


def _keeper(deletion: CourseDeletion) -> Callable[[Enrollment], None]:
    def keep(enrollment: Enrollment) -> None:
        enrollment.ends_at = None
        publish(EnrollmentKept(**_names(enrollment, deletion=deletion)))

    return keep


def _names(enrollment: Enrollment, *, deletion: CourseDeletion) -> dict[str, Any]:
    return {
        "enrollment_id": enrollment.pk,
        "deletion_id": deletion.pk,
        "user_id": enrollment.user_id,
        "course_id": enrollment.course_id,
        "course_title": enrollment.course.title,
    }


def _end(enrollment: Enrollment) -> None:
    enrollment.status, enrollment.ended_at, enrollment.ends_at = EnrollmentStatus.ENDED, timezone.now(), None
    publish(
        EnrollmentEnded(
            enrollment_id=enrollment.pk,
            user_id=enrollment.user_id,
            course_id=enrollment.course_id,
            reason="course_deleted",
            course_title=enrollment.course.title,
        )
    )


def _warned(deletion: CourseDeletion) -> bool:
    deletion.warned_at = timezone.now()
    deletion.learners = Enrollment.objects.filter(course=deletion.course_id, ends_at__isnull=False).count()
    deletion.save(update_fields=["warned_at", "learners"])
    _tell_warned(deletion)
    return False


def _finish(deletion: CourseDeletion) -> bool:
    deletion.enrollments = Enrollment.objects.filter(course=deletion.course_id).count()
    deletion.save(update_fields=["enrollments"])
    _close(deletion)
    _tell_ended(deletion)
    return False


def _close(deletion: CourseDeletion) -> bool:
    deletion.finished_at = timezone.now()
    deletion.save(update_fields=["finished_at"])
    return False


def _tell_warned(deletion: CourseDeletion) -> None:
    publish(LearnersWarned(deletion_id=deletion.pk, course_id=deletion.course_id, learners=deletion.learners))


def _tell_ended(deletion: CourseDeletion) -> None:
    publish(EnrollmentsEnded(deletion_id=deletion.pk, course_id=deletion.course_id, enrollments=deletion.enrollments))
