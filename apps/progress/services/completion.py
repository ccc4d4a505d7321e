"""Completing a lesson: the row, the percentage and the facts, in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.progress.contracts import CourseCompleted, LessonCompleted, ProgressUpdated
from apps.progress.errors import AlreadyCompleted
from apps.progress.models import Effect, Enrollment, EnrollmentStatus, LessonCompletion, OutlineLesson
from apps.progress.selectors import enrollments
from apps.progress.selectors.following import loading
from apps.progress.selectors.following.records import Figures, Ledger, percent
from apps.progress.services import achievements, certificates
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("progress")
def record_lesson(*, user_id: UUID, lesson_id: UUID, completed: bool, score: float | None) -> Enrollment:
    """Complete a lesson; doing it twice changes nothing. Not completed is only true of what never was."""
    enrollment, lesson = enrollments.for_lesson(user_id=user_id, lesson_id=lesson_id)
    ledger = loading.of_lesson(enrollment_id=enrollment.id, lesson_id=lesson_id)
    is_done = ledger.is_done(lesson_id, version_id=lesson.version_id)
    if completed and not is_done:
        _complete(enrollment, lesson=lesson, score=score, ledger=ledger)
    elif is_done and not completed:
        raise AlreadyCompleted
    return enrollment


def _complete(enrollment: Enrollment, *, lesson: OutlineLesson, score: float | None, ledger: Ledger) -> None:
    """The enrollment is locked. A lesson that was waived counts from now on, since its learner did it all the same."""
    followed = enrollment.outline.version
    done = {"lesson_id": lesson.lesson_id, "version_id": lesson.version_id, "followed": followed}
    LessonCompletion.objects.create(enrollment=enrollment, score=score, **done)
    enrollment.lessons_completed += 1
    enrollment.lessons_total += ledger.is_noted(lesson.lesson_id, Effect.WAIVED)
    enrollment.percent = percent(completed=enrollment.lessons_completed, total=enrollment.lessons_total)
    ids = _ids(enrollment)
    publish(LessonCompleted(**ids, lesson_id=lesson.lesson_id))
    publish(
        ProgressUpdated(
            **ids,
            percent=enrollment.percent,
            lessons_completed=enrollment.lessons_completed,
            lessons_total=enrollment.lessons_total,
            course_version=followed,
        )
    )
    if enrollment.lessons_completed == enrollment.lessons_total and enrollment.completed_at is None:
        complete_course(enrollment)
    enrollment.save(update_fields=["lessons_completed", "lessons_total", "percent", "status", "completed_at"])


def _ids(enrollment: Enrollment) -> dict[str, Any]:
    return {"enrollment_id": enrollment.id, "user_id": enrollment.user_id, "course_id": enrollment.course_id}


def complete_course(enrollment: Enrollment) -> None:
    """For the first time, in the caller's transaction, which saves the row; what is completed stays so."""
    course, now = enrollment.course, timezone.now()
    enrollment.status, enrollment.completed_at = EnrollmentStatus.COMPLETED, now
    publish(
        CourseCompleted(
            enrollment_id=enrollment.id,
            user_id=enrollment.user_id,
            course_id=course.course_id,
            course_slug=course.slug,
            course_title=course.title,
        )
    )
    achievements.award_course(user_id=enrollment.user_id, course_id=course.course_id)
    certificates.issue(enrollment=enrollment, at=now)


@atomic("progress")
def recount(enrollment_ids: Sequence[UUID]) -> int:
    """Count the figures of these enrollments again from what was completed; answers how many were wrong."""
    rows = Enrollment.objects.select_for_update().filter(pk__in=enrollment_ids)
    by_course: dict[UUID, list[Enrollment]] = {}
    for row in rows.order_by("pk"):
        by_course.setdefault(row.course_id, []).append(row)
    wrong = [row for own in by_course.values() for row in _recounted(own)]
    Enrollment.objects.bulk_update(wrong, ["lessons_completed", "lessons_total", "percent"])
    return len(wrong)


def _recounted(rows: Sequence[Enrollment]) -> list[Enrollment]:
    """Of one course: those whose figures were wrong, and are right now."""
    places = loading.places(rows, editions=loading.editions(course_id=rows[0].course_id))
    return [row for row in rows if _differs(row, counted=places[row.pk].figures)]


def _differs(enrollment: Enrollment, *, counted: Figures) -> bool:
    """Set the figures; whether that changed them."""
    before = (enrollment.lessons_completed, enrollment.lessons_total, enrollment.percent)
    enrollment.lessons_completed, enrollment.lessons_total = counted.completed, counted.total
    enrollment.percent = counted.percent
    return before != (counted.completed, counted.total, counted.percent)
