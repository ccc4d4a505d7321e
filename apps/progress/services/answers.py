"""What an answer to each kind of question looks like; nothing here knows which one is right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from apps.progress.ports import Question
from gopro.numbers import NotANumber, parse_number

LONGEST_TEXT = 2_000
NOT_ASKED = "Not a question that you are asked here."


def faults(*, questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, str]:
    """By pointer; an unanswered question is none."""
    found = unasked(keys=[question.key for question in questions], answers=answers)
    for question in questions:
        reason = _fault(question, answer=answers[question.key]) if question.key in answers else ""
        if reason:
            found[_pointer(question.key)] = reason
    return found


def unasked(*, keys: Sequence[str], answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers to other questions than these; whether there are such questions isn't told."""
    return {_pointer(key): NOT_ASKED for key in answers if key not in keys}


def _fault(question: Question, *, answer: Any) -> str:
    parts = answer if isinstance(answer, list) else [answer]
    if any(isinstance(one, bool) for one in parts):
        return "A text, a number, or a list of them."
    return next(BY_KIND[question.kind](question, answer), "")


def _single(question: Question, answer: Any) -> Iterator[str]:
    parts = answer if isinstance(answer, list) else [answer]
    if len(parts) != 1 or not _are_positions(parts, most=question.choices):
        yield f"The position of one choice, from 0 to {question.choices - 1}."


def _multiple(question: Question, answer: Any) -> Iterator[str]:
    parts = answer if isinstance(answer, list) else [answer]
    if not _are_positions(parts, most=question.choices) or len({str(one) for one in parts}) != len(parts):
        yield f"A list of positions of choices, from 0 to {question.choices - 1}, each once."


def _ordering(question: Question, answer: Any) -> Iterator[str]:
    if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(map(str, range(question.choices))):
        yield f"A list of all positions from 0 to {question.choices - 1} in your order, each once."


def _matching(question: Question, answer: Any) -> Iterator[str]:
    is_whole = isinstance(answer, list) and len(answer) == question.choices
    if not is_whole or not _are_positions(answer, most=question.matches):
        yield (
            f"A list of {question.choices} positions: for each choice that of its partner, from 0 to"
            f" {question.matches - 1}."
        )


def _numeric(_: Question, answer: Any) -> Iterator[str]:
    parts = answer if isinstance(answer, list) else [answer]
    if len(parts) != 1:
        yield "One number."
        return
    try:
        parse_number(str(parts[0]))
    except NotANumber as fault:
        yield str(fault)


def _text(_: Question, answer: Any) -> Iterator[str]:
    parts = answer if isinstance(answer, list) else [answer]
    if len(parts) != 1 or len(str(parts[0])) > LONGEST_TEXT:
        yield f"One text of at most {LONGEST_TEXT:,} characters."


def _are_positions(parts: Sequence[Any], *, most: int) -> bool:
    known = {str(position) for position in range(most)}
    return all(str(one) in known for one in parts)


def _pointer(key: str) -> str:
    return "/answers/" + key.replace("~", "~0").replace("/", "~1")


BY_KIND: Final[Mapping[str, Callable[[Question, Any], Iterator[str]]]] = {
    "single": _single,
    "multiple": _multiple,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "text": _text,
}
