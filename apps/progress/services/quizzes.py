"""Marking a quiz: a question is right or not; which answer would have been right is never said."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from apps.progress.ports import Question
from gopro.sandbox.contract import Outcome, TestOutcome

RUNNER = "quiz 1"


def mark(*, questions: Sequence[Question], answers: Mapping[str, Any]) -> Outcome:
    tests = tuple(_mark(question, answer=answers.get(question.key)) for question in questions)
    passed = all(test.status == "passed" for test in tests)
    return Outcome(status="passed" if passed else "failed", tests=tests, runner=RUNNER)


def _mark(question: Question, *, answer: Any) -> TestOutcome:
    if answer is None:
        return TestOutcome(name=question.key, status="error", message="Not answered.")
    right = _is_right(question, answer=answer)
    return TestOutcome(name=question.key, status="passed" if right else "failed")


def _is_right(question: Question, *, answer: Any) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    if question.kind == "multiple":
        return {str(one) for one in given} == set(question.answers)
    if len(given) != 1:
        return False
    if question.kind == "numeric":
        return any(_is_close(given[0], float(right), question.tolerance) for right in question.answers)
    if question.kind == "text":
        return _plain(str(given[0])) in {_plain(right) for right in question.answers}
    return str(given[0]) in question.answers


def _is_close(given: Any, right: float, tolerance: float) -> bool:
    try:
        number = float(given)
    except (TypeError, ValueError):
        return False
    return math.isfinite(number) and abs(number - right) <= tolerance + 1e-9 * max(1.0, abs(right))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
