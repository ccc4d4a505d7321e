"""What is known of an impact by now, as a fact."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count

from apps.progress.contracts import ExerciseImpact, PolicyOutcome, PublishImpactEstimated
from apps.progress.models import Impact
from gopro.events.outbox import publish

UNKNOWN = frozenset({"ungraded", "infra_error"})  # verdicts that say nothing of the learner's work
NOTHING: Mapping[str, Any] = {
    "learners": 0,
    "looked_at": 0,
    "in_progress": 0,
    "completed": 0,
    "outcomes": [],
    "passed": {},
    "below_full": [],
}


def tell(impact: Impact, *, is_final: bool, counts: Mapping[str, Any] | None = None) -> None:
    """Inside a transaction; `counts` are those so far, until they are the impact's own."""
    said = counts or impact.counts or NOTHING
    publish(
        PublishImpactEstimated(
            impact_id=impact.pk,
            course_id=impact.course_id,
            is_final=is_final,
            learners=said["learners"],
            looked_at=said["looked_at"],
            in_progress=said["in_progress"],
            completed=said["completed"],
            outcomes=tuple(PolicyOutcome(**outcome) for outcome in said["outcomes"]),
            exercises=_exercises(impact, passed=said["passed"]),
            below_full=tuple(UUID(id_) for id_ in said["below_full"]),
        )
    )


def _exercises(impact: Impact, *, passed: Mapping[str, int]) -> tuple[ExerciseImpact, ...]:
    rows = impact.trials.order_by().values_list("submission__exercise_id", "verdict")
    verdicts: dict[str, Counter[str]] = {id_: Counter() for id_ in passed}
    for exercise_id, verdict, count in rows.annotate(count=Count("pk")):
        verdicts.setdefault(str(exercise_id), Counter())[verdict] += count
    return tuple(_exercise(UUID(id_), passed=passed.get(id_, 0), verdicts=found) for id_, found in verdicts.items())


def _exercise(exercise_id: UUID, *, passed: int, verdicts: Counter[str]) -> ExerciseImpact:
    unknown = sum(verdicts[verdict] for verdict in UNKNOWN)
    known = verdicts.total() - verdicts[""] - unknown
    return ExerciseImpact(
        exercise_id=exercise_id,
        passed=passed,
        to_run=verdicts.total(),
        run=known,
        would_fail=known - verdicts["passed"],
        not_run=unknown,
    )
