"""Completing a lesson: the row, the percentage and the facts, in one transaction."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from apps.progress.contracts import CourseCompleted, LessonCompleted, ProgressUpdated
from apps.progress.errors import AlreadyCompleted
from apps.progress.models import Enrollment, EnrollmentStatus, LessonCompletion, OutlineLesson
from apps.progress.selectors import enrollments
from apps.progress.services import achievements, certificates
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("progress")
def record_lesson(*, user_id: UUID, lesson_id: UUID, completed: bool, score: float | None) -> Enrollment:
    """Complete a lesson; doing it twice changes nothing. Not completed is only true of what never was."""
    enrollment, lesson = enrollments.for_lesson(user_id=user_id, lesson_id=lesson_id)
    if completed:
        _complete(enrollment, lesson=lesson, score=score)
    elif enrollment.completions.filter(lesson_id=lesson_id).exists():
        raise AlreadyCompleted
    return enrollment


def _complete(enrollment: Enrollment, *, lesson: OutlineLesson, score: float | None) -> None:
    _, is_new = LessonCompletion.objects.get_or_create(
        enrollment=enrollment, lesson_id=lesson.lesson_id, defaults={"version_id": lesson.version_id, "score": score}
    )
    if not is_new:
        return
    total = enrollment.outline.lessons_total
    enrollment.lessons_completed += 1
    enrollment.percent = percent(completed=enrollment.lessons_completed, total=total)
    ids = {"enrollment_id": enrollment.id, "user_id": enrollment.user_id, "course_id": enrollment.course_id}
    publish(LessonCompleted(**ids, lesson_id=lesson.lesson_id))
    publish(
        ProgressUpdated(
            **ids,
            percent=enrollment.percent,
            lessons_completed=enrollment.lessons_completed,
            lessons_total=total,
        )
    )
    if enrollment.lessons_completed == total:
        _complete_course(enrollment)
    enrollment.save(update_fields=["lessons_completed", "percent", "status", "completed_at"])


def _complete_course(enrollment: Enrollment) -> None:
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
    rows = Enrollment.objects.select_for_update(of=["self"]).select_related("outline").filter(pk__in=enrollment_ids)
    counts = _completed(enrollment_ids)
    wrong = [row for row in rows.order_by("pk") if _differs(row, completed=counts.get(row.pk, 0))]
    Enrollment.objects.bulk_update(wrong, ["lessons_completed", "percent"])
    return len(wrong)


def _completed(enrollment_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lessons completed, of those in the outline that the learner follows."""
    listed = OutlineLesson.objects.filter(outline=OuterRef("enrollment__outline"), lesson_id=OuterRef("lesson_id"))
    rows = LessonCompletion.objects.filter(Exists(listed), enrollment__in=enrollment_ids).order_by()
    return dict(rows.values_list("enrollment").annotate(Count("pk")))


def _differs(enrollment: Enrollment, *, completed: int) -> bool:
    """Set the figures; whether that changed them."""
    before = (enrollment.lessons_completed, enrollment.percent)
    enrollment.lessons_completed = completed
    enrollment.percent = percent(completed=completed, total=enrollment.outline.lessons_total) if completed else 0.0
    return before != (enrollment.lessons_completed, enrollment.percent)


def percent(*, completed: int, total: int) -> float:
    """Completed lessons / lessons * 100, to one decimal; 100 only when all are."""
    if completed >= total:
        return 100.0
    return min(99.9, round(completed / total * 100, 1))
