"""What a question must be like, kind by kind; each fault at the member that must change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from apps.courses.models.choices import QuestionKind, Strictness
from apps.courses.models.questions import LATER, whole
from gopro.numbers import NotANumber, parse_number
from gopro.patterns import UnusablePattern, check_pattern

type Question = Mapping[str, Any]
type Faults = Iterator[tuple[str, str]]

MEMBERS: Final[Mapping[str, str]] = {
    "matches": QuestionKind.MATCHING,
    "relative_tolerance": QuestionKind.NUMERIC,
    "strict": QuestionKind.TEXT,
    "pattern": QuestionKind.TEXT,
}
EACH_RIGHT_ONCE = "Answers are the indexes of the right choices, each once."
EACH_PLACE_ONCE = "The indexes of the choices in the right order, each once."
A_PARTNER_EACH = "For each choice the index of its partner among the matches."


def faults(questions: Sequence[Question]) -> Faults:
    """By pointer."""
    keys: set[str] = set()
    for index, question in enumerate(questions):
        at = f"/questions/{index}"
        if question["key"] in keys:
            yield f"{at}/key", "This key stands twice."
        keys.add(question["key"])
        if question["kind"] not in QuestionKind.values:
            yield f"{at}/kind", f"A kind is one of {', '.join(QuestionKind.values)}."
            continue
        for member, reason in _of_question(whole(question)):
            yield f"{at}/{member}", reason


def _of_question(question: Question) -> Faults:
    for member, kind in MEMBERS.items():
        if question[member] != LATER[member] and question["kind"] != kind:
            yield member, f"Only {QuestionKind(kind).label.lower()} ({kind}) has this."
    yield from BY_KIND[question["kind"]](question)


def _single(question: Question) -> Faults:
    yield from _multiple(question)
    if len(question["answers"]) != 1:
        yield "answers", "Exactly one answer."


def _multiple(question: Question) -> Faults:
    known, answers = _indexes(question["choices"]), question["answers"]
    if not answers or not set(answers) <= known or len(set(answers)) != len(answers):
        yield "answers", EACH_RIGHT_ONCE


def _ordering(question: Question) -> Faults:
    yield from _distinct("choices", question["choices"])
    if sorted(question["answers"]) != sorted(_indexes(question["choices"])):
        yield "answers", EACH_PLACE_ONCE


def _matching(question: Question) -> Faults:
    yield from _distinct("choices", question["choices"])
    yield from _distinct("matches", question["matches"])
    answers = question["answers"]
    if len(answers) != len(question["choices"]) or not set(answers) <= _indexes(question["matches"]):
        yield "answers", A_PARTNER_EACH


def _numeric(question: Question) -> Faults:
    if len(question["answers"]) != 1:
        yield "answers", "Exactly one answer."
    yield from (("answers", reason) for reason in _number_faults(question["answers"]))
    for member in ("tolerance", "relative_tolerance"):
        reasons = list(_number_faults([question[member]]))
        yield from ((member, reason) for reason in reasons)
        if not reasons and parse_number(question[member]) < 0:
            yield member, "A tolerance of zero or more."


def _text(question: Question) -> Faults:
    if not question["answers"] and not question["pattern"]:
        yield "answers", "At least one text that is taken for right, or a pattern."
    if not all(answer.strip() for answer in question["answers"]):
        yield "answers", "No text that is taken for right is empty."
    if not set(question["strict"]) <= set(Strictness.values):
        yield "strict", f"Of {', '.join(Strictness.values)}."
    try:
        check_pattern(question["pattern"])
    except UnusablePattern as fault:
        yield "pattern", str(fault)


def _distinct(member: str, texts: Sequence[str]) -> Faults:
    if len(texts) < 2 or not all(text.strip() for text in texts):
        yield member, "Two texts or more, none of them empty."
    elif len({" ".join(text.split()) for text in texts}) != len(texts):
        yield member, "Each text once."


def _indexes(texts: Sequence[str]) -> set[str]:
    return {str(index) for index in range(len(texts))}


def _number_faults(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        try:
            parse_number(text)
        except NotANumber as fault:
            yield str(fault)


BY_KIND: Final[Mapping[str, Callable[[Question], Faults]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.TEXT: _text,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
}
