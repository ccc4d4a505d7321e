"""Marking a quiz: a question is right or not; which answer would have been right is never said."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.progress.ports import Question
from apps.progress.services.texts import CASE, plain
from gopro.numbers import NotANumber, parse_number
from gopro.patterns import matches
from gopro.sandbox.contract import Outcome, TestOutcome

RUNNER = "quiz 2"


def mark(*, questions: Sequence[Question], answers: Mapping[str, Any]) -> Outcome:
    """Passed when each question is right: there is no part of a right answer."""
    tests = tuple(_mark(question, answer=answers.get(question.key)) for question in questions)
    passed = all(test.status == "passed" for test in tests)
    return Outcome(status="passed" if passed else "failed", tests=tests, runner=RUNNER)


def chosen(*, questions: Sequence[Question], keys: Sequence[str]) -> tuple[Question, ...]:
    """Those that were drawn, in the order in which they were asked."""
    known = {question.key: question for question in questions}
    return tuple(known[key] for key in keys if key in known)


def _mark(question: Question, *, answer: Any) -> TestOutcome:
    """Who is right is told why; who isn't may try again."""
    if answer is None:
        return TestOutcome(name=question.key, status="error", message="Not answered.")
    if _is_right(question, answer=answer):
        return TestOutcome(name=question.key, status="passed", output=question.explanation)
    return TestOutcome(name=question.key, status="failed")


def _is_right(question: Question, *, answer: Any) -> bool:
    given = [str(one) for one in (answer if isinstance(answer, list) else [answer])]
    if question.kind == "multiple":
        return set(given) == set(question.answers)
    if question.kind in {"ordering", "matching"}:
        return given == list(question.answers)
    if len(given) != 1:
        return False
    if question.kind == "numeric":
        return any(_is_close(given[0], right=parse_number(right), question=question) for right in question.answers)
    if question.kind == "text":
        return _is_accepted(given[0], question=question)
    return given[0] in question.answers


def _is_close(given: str, *, right: Decimal, question: Question) -> bool:
    """Exactly, without rounding; either tolerance is enough."""
    try:
        number = parse_number(given)
    except NotANumber:
        return False
    relative = Fraction(question.relative_tolerance) * abs(Fraction(right))
    return abs(Fraction(number) - Fraction(right)) <= max(Fraction(question.tolerance), relative)


def _is_accepted(given: str, *, question: Question) -> bool:
    text = plain(given, strict=question.strict)
    if text in {plain(right, strict=question.strict) for right in question.answers}:
        return True
    written = plain(given, strict={*question.strict, CASE})
    is_like = matches(pattern=question.pattern, text=written, ignores_case=CASE not in question.strict)
    return bool(question.pattern) and is_like
