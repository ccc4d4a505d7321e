"""Carrying one change out on many: all of it or nothing, and a rehearsal that leaves no trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.courses.errors import BulkRefused
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import order_of
from apps.courses.services.bulk.changes import Change, Part, carry_out
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.moves import tell_order
from gopro.audit import trail
from gopro.database import atomic, savepoint
from gopro.errors import DomainError
from gopro.preconditions import UNCONDITIONAL, Precondition

MOST = 500
WATCHED = ("readiness", "difficulty", "concepts", "section_id", "lesson_id")
GONE = "It isn't in the draft of this course."


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Lessons and exercises of one course."""

    lesson_ids: tuple[UUID, ...] = ()
    exercise_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one of them: `changes` are pairs of before and after by field, none where it was so already."""

    kind: str
    id: UUID
    slug: str
    changes: Mapping[str, tuple[Any, Any]]


class _Rehearsed(Exception):
    """Undoes what a rehearsal did."""

    def __init__(self, outcomes: tuple[Outcome, ...]) -> None:
        self.outcomes = outcomes


def rehearse_change(
    *, course_id: UUID, chosen: Chosen, change: Change, editor_id: UUID | None, if_match: Precondition = UNCONDITIONAL
) -> tuple[Outcome, ...]:
    """What `change_many` would do, and refuse; nothing is left of it."""
    try:
        with atomic("courses"):
            raise _Rehearsed(
                _change(course_id=course_id, chosen=chosen, change=change, editor_id=editor_id, if_match=if_match)
            )
    except _Rehearsed as rehearsed:
        return rehearsed.outcomes


@atomic("courses")
def change_many(
    *, course_id: UUID, chosen: Chosen, change: Change, editor_id: UUID | None, if_match: Precondition = UNCONDITIONAL
) -> tuple[Outcome, ...]:
    """Raises BulkRefused, with a reason for each that can't be changed so."""
    outcomes = _change(course_id=course_id, chosen=chosen, change=change, editor_id=editor_id, if_match=if_match)
    trail.record(
        room="courses",
        action=f"courses.bulk.{change.action}",
        object_type="courses.course",
        object_id=str(course_id),
        changes={"changed": str(sum(bool(outcome.changes) for outcome in outcomes))},
    )
    return outcomes


def _change(
    *, course_id: UUID, chosen: Chosen, change: Change, editor_id: UUID | None, if_match: Precondition
) -> tuple[Outcome, ...]:
    course = editing.locked_course(course_id=course_id)
    refuse_stale(written=course, if_match=if_match, yours={})
    before, order = _parts(course, chosen=chosen), order_of(course_id=course.id)
    seen = {part_id: _state(part) for part_id, part in before.items()}
    _refuse(_tried(before, chosen=chosen, change=change, editor_id=editor_id))
    if tell_order(course=course, before=order):
        course.locally_modified = course.source_id is not None
        course.save(update_fields=["locally_modified", "updated_at"])
    after = _present(course, ids=[*chosen.lesson_ids, *chosen.exercise_ids])
    return tuple(_outcome(part, before=seen[part.id]) for part in after)


def _tried(parts: Mapping[UUID, Part], *, chosen: Chosen, change: Change, editor_id: UUID | None) -> Mapping[str, str]:
    """What was refused, by pointer. Each is tried, so that all reasons are told at once."""
    refused = {}
    for pointer, part_id in _pointers(chosen):
        try:
            if part_id not in parts:
                refused[pointer] = GONE
            else:
                with savepoint("courses"):
                    carry_out(change, part=parts[part_id], editor_id=editor_id)
        except DomainError as refusal:
            refused[pointer] = " ".join([refusal.detail, *refusal.fields.values()])
    return refused


def _refuse(reasons: Mapping[str, str]) -> None:
    if reasons:
        raise BulkRefused(fields=dict(reasons))


def _pointers(chosen: Chosen) -> list[tuple[str, UUID]]:
    lessons = [(f"/lessons/{index}", one) for index, one in enumerate(chosen.lesson_ids)]
    exercises = [(f"/exercises/{index}", one) for index, one in enumerate(chosen.exercise_ids)]
    if not 1 <= len(lessons) + len(exercises) <= MOST:
        raise BulkRefused(f"Choose 1 to {MOST} lessons and exercises.")
    return [*lessons, *exercises]


def _parts(course: Course, *, chosen: Chosen) -> dict[UUID, Part]:
    """Those of the draft."""
    lessons = editing.lessons_of(course_id=course.id).filter(id__in=chosen.lesson_ids)
    exercises = editing.exercises_of(course_id=course.id).filter(id__in=chosen.exercise_ids)
    found: dict[UUID, Part] = {lesson.id: lesson for lesson in lessons}
    return found | {exercise.id: exercise for exercise in exercises}


def _present(course: Course, *, ids: Sequence[UUID]) -> list[Part]:
    """As they are now, in or out of the draft, in the order in which they were chosen."""
    here = {"course": course, "id__in": ids}
    found: dict[UUID, Part] = {row.id: row for row in Lesson.objects.filter(**here).select_related("draft_version")}
    found |= {row.id: row for row in Exercise.objects.filter(**here).select_related("draft_version")}
    return [found[each] for each in dict.fromkeys(ids)]


def _state(part: Part) -> dict[str, Any]:
    own = {name: getattr(part, name, None) for name in ("readiness", "section_id", "lesson_id")}
    return own | {"difficulty": part.draft_version.difficulty, "concepts": part.draft_version.concepts}


def _outcome(part: Part, *, before: Mapping[str, Any]) -> Outcome:
    after = _state(part)
    changes = {name: (before[name], after[name]) for name in WATCHED if before[name] != after[name]}
    return Outcome(kind=type(part).__name__.lower(), id=part.id, slug=part.slug, changes=changes)
