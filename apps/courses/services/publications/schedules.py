"""Publishing at a time: the versions are pinned when it is scheduled, and shown by a worker when the time has come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from apps.courses.errors import ContentRefused, DeletionUnderWay, EmptyCourse, ScheduleSettled, ScheduleTaken
from apps.courses.models.content import Course
from apps.courses.models.schedules import Schedule, ScheduleState
from apps.courses.selectors import deletions, editing, editions
from apps.courses.selectors import schedules as selectors
from apps.courses.selectors.editions import Edition
from apps.courses.services.publications.terms import UNASKED, Terms, plain
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition

LONGEST_AHEAD = timedelta(days=2 * 365)
UNCHANGED: Mapping[str, str] = MappingProxyType({})


@atomic("courses")
def schedule_publication(
    *,
    course_id: UUID,
    due_at: datetime,
    scheduler_id: UUID | None,
    note: str = "",
    terms: Terms = UNASKED,
    if_match: Precondition = UNCONDITIONAL,
) -> Schedule:
    """Have the draft as it is now shown to learners at that time, whatever is edited until then."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    edition = editions.of_draft(course)
    _refuse_unfit(course, edition=edition, due_at=due_at)
    schedule = Schedule(course=course, course_version=edition.course_version, outline=edition.plain_outline)
    schedule.due_at, schedule.note, schedule.scheduled_by = due_at, note, scheduler_id
    schedule.choices, schedule.impact_id = plain(terms.choices) if terms.choices else None, terms.impact_id
    schedule.save(force_insert=True)
    _record("schedule", schedule=schedule, changes={"due_at": due_at.isoformat()})
    return schedule


@atomic("courses")
def cancel_schedule(*, course_id: UUID, schedule_id: UUID) -> Schedule:
    """Twice changes nothing. Raises ScheduleSettled where there is nothing left to cancel."""
    editing.locked_course(course_id=course_id)
    schedule = selectors.schedule(course_id=course_id, schedule_id=schedule_id)
    if schedule.state == ScheduleState.CANCELLED:
        return schedule
    if schedule.state != ScheduleState.PENDING:
        raise ScheduleSettled
    _cancel(schedule)
    return schedule


def _refuse_unfit(course: Course, *, edition: Edition, due_at: datetime) -> None:
    """What can be told at once; whether exercises can be graded is asked when the time has come."""
    if not timezone.now() < due_at <= timezone.now() + LONGEST_AHEAD:
        raise ContentRefused(fields={"/due_at": "A time to come, within two years."})
    if deletions.is_pending(course_id=course.id):
        raise DeletionUnderWay
    if not edition.outline:
        raise EmptyCourse
    if selectors.pending(course_id=course.id).filter(due_at=due_at).exists():
        raise ScheduleTaken


def cancel_all(*, course: Course) -> None:
    """Of a locked course that learners are to see no more."""
    for schedule in selectors.pending(course_id=course.id):
        _cancel(schedule)


def _cancel(schedule: Schedule) -> None:
    schedule.state, schedule.settled_at = ScheduleState.CANCELLED, timezone.now()
    schedule.save(update_fields=["state", "settled_at"])
    _record("unschedule", schedule=schedule)


def _record(verb: str, *, schedule: Schedule, changes: Mapping[str, str] = UNCHANGED) -> None:
    trail.record(
        room="courses",
        action=f"courses.course.{verb}",
        object_type="courses.course",
        object_id=str(schedule.course_id),
        changes={"schedule": str(schedule.id), **changes},
    )
