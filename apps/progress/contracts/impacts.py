"""What a publication would do to learners."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyOutcome:
    """What would happen to learners under one policy and one choice for all; under the choices that were asked about,
    `choice` is `asked`.

    `below_full` are those at 100 % now and at less afterwards, `would_complete` those who would complete the course,
    `passes_lost` exercises, learner by learner, whose pass wouldn't count any more.
    """

    policy: str
    choice: str
    would_move: int
    would_stay: int
    below_full: int
    falls: int
    rises: int
    would_complete: int
    passes_lost: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseImpact:
    """An exercise whose version would change: how many learners passed another version of it, how many of their newest
    passing submissions are graded again (`to_run` at most, `run` so far), and how many of those would fail now.

    `not_run` are those that nothing could be said of, though it was tried.
    """

    exercise_id: UUID
    passed: int
    to_run: int
    run: int
    would_fail: int
    not_run: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishImpactEstimated(Event):
    """What publishing would do to learners, counted so far; told again while the figures grow, at last as final.

    `in_progress` and `completed` are of the `looked_at` learners, of `learners` in all; the first of `outcomes` is the
    one that was asked for. `below_full` are ids of some enrollments that would fall below 100 % by that.
    """

    name: ClassVar[str] = "progress.impact.publish_impact_estimated.v1"
    aggregate: ClassVar[str] = "impact_id"
    impact_id: UUID
    course_id: UUID
    is_final: bool
    learners: int
    looked_at: int
    in_progress: int
    completed: int
    outcomes: tuple[PolicyOutcome, ...]
    exercises: tuple[ExerciseImpact, ...]
    below_full: tuple[UUID, ...]
