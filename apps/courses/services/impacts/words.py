"""An estimate in plain words, for who is about to publish."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.courses.models.impacts import ImpactState

BY_THAT = {
    "below_full": ("learner who is at 100 % falls below it", "learners who are at 100 % fall below it"),
    "falls": ("percentage falls", "percentages fall"),
    "rises": ("percentage rises", "percentages rise"),
    "would_complete": ("learner completes the course by it", "learners complete the course by it"),
    "passes_lost": ("passed exercise doesn't count any more", "passed exercises don't count any more"),
}
UNANSWERED = "Not known: progress did not answer in 30 s. Publishing is still possible, and the log will say so."


def sentences(shown: Mapping[str, Any]) -> list[str]:
    """As `selectors.impacts.shown` has it."""
    figures = shown["figures"]
    if figures is None:
        return [UNANSWERED if shown["state"] == ImpactState.UNANSWERED else "Asked; the answer is on its way."]
    return list(_told(figures, is_final=shown["state"] == ImpactState.FINAL))


def _told(figures: Mapping[str, Any], *, is_final: bool) -> Iterator[str]:
    if not is_final:
        yield f"So far {figures['looked_at']:,} of {figures['learners']:,} learners have been looked at."
    progress = _counted(figures["in_progress"], "learner is in progress", "learners are in progress")
    yield f"{progress}, {_counted(figures['completed'], 'has completed', 'have completed')}."
    if figures["outcomes"]:
        yield from _outcome(figures["outcomes"][0])
    for exercise in figures["exercises"]:
        yield from _exercise(exercise)


def _outcome(outcome: Mapping[str, Any]) -> Iterator[str]:
    comes = _counted(outcome["would_move"], "learner comes along", "learners come along")
    yield f"{comes}, {_counted(outcome['would_stay'], 'stays', 'stay')} with the version that they follow."
    for name, (one, many) in BY_THAT.items():
        yield f"{_counted(outcome[name], one, many)}."


def _exercise(exercise: Mapping[str, Any]) -> Iterator[str]:
    title = exercise["title"] or exercise["exercise_id"]
    passed = _counted(exercise["passed"], "learner has passed", "learners have passed")
    yield f"“{title}” would change: {passed} another version of it."
    if exercise["to_run"]:
        run = f"{exercise['run']} of {exercise['to_run']} chosen submissions were graded again by the new version"
        yield f"“{title}”: {run}: {exercise['would_fail']} would fail now, {exercise['not_run']} couldn't be run."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
