"""Publications at a time to come, and what became of those whose time has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.courses.errors import ScheduleNotFound
from apps.courses.models.content import Course
from apps.courses.models.schedules import Schedule, ScheduleState
from apps.courses.selectors import editions

MOST_AT_ONCE = 100
SHOWN = (
    "id", "due_at", "state", "note", "scheduled_at", "scheduled_by", "settled_at", "publication", "failure", "reasons",
)  # fmt: skip


def schedule(*, course_id: UUID, schedule_id: UUID) -> Schedule:
    found = _of(course_id=course_id).filter(pk=schedule_id).first()
    if found is None:
        raise ScheduleNotFound
    return found


def pending(*, course_id: UUID) -> "QuerySet[Schedule]":
    """The next one first."""
    return _of(course_id=course_id).filter(state=ScheduleState.PENDING).order_by("due_at", "pk")


def schedules(*, course_id: UUID) -> "QuerySet[Schedule]":
    """The latest time first."""
    return _of(course_id=course_id).order_by("-due_at", "-pk")


def due_courses(*, now: datetime) -> list[UUID]:
    """Courses of which something is due, those that wait longest first."""
    due = Schedule.objects.filter(state=ScheduleState.PENDING, due_at__lte=now).order_by("due_at")
    return list(dict.fromkeys(due.values_list("course_id", flat=True)[:MOST_AT_ONCE]))


def shown(course: Course, rows: Sequence[Schedule]) -> list[dict[str, Any]]:
    """`is_outdated` says that the draft has moved on since, so that something else is published than it holds now."""
    is_pending = any(row.state == ScheduleState.PENDING for row in rows)
    draft = editions.of_draft(course) if is_pending else None
    return [
        {name: getattr(row, name) for name in SHOWN}
        | {"is_outdated": row.state == ScheduleState.PENDING and editions.of_schedule(row) != draft}
        for row in rows
    ]


def _of(*, course_id: UUID) -> "QuerySet[Schedule]":
    return Schedule.objects.filter(course_id=course_id).select_related("course_version")
