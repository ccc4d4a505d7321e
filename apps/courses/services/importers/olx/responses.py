"""What a problem asks, and what is right: one response of it, one or more questions here."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element

from apps.courses.services.importers.olx.faults import NotTaken
from apps.courses.services.importers.olx.vocabulary import TRUE
from apps.courses.services.importers.tree import QuestionKind
from gopro.patterns import UnusablePattern, check_pattern

type Marked = Callable[[Element], str]

QUOTED: Final = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
RANGE: Final = re.compile(r"[\[(]([^,]+),([^,]+)[\])]")
LONGEST_NUMBER: Final = 30
EXPLAINED: Final = frozenset(
    {"choicehint", "compoundhint", "optionhint", "correcthint", "stringequalhint", "hintpart", "stringhint"}
)
HINTS: Final = EXPLAINED | {"hintgroup", "numericalhint"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`place` is the element that a learner fills in; texts are Markdown."""

    place: Element
    kind: QuestionKind
    choices: tuple[str, ...] = ()
    answers: tuple[str, ...]
    tolerance: str = "0"
    relative_tolerance: str = "0"
    strict: tuple[str, ...] = ()
    pattern: str = ""
    remarks: tuple[str, ...] = ()


def read_response(response: Element, *, markdown: Marked) -> tuple[Answer, ...]:
    """`markdown` makes Markdown of what stands in an element, without its hints."""
    reader = READERS.get(response.tag)
    if reader is None:
        raise NotTaken(f"Responses of the type {response.tag} can't be asked here.")
    return tuple(reader(response, markdown))


def _single(response: Element, markdown: Marked) -> Iterator[Answer]:
    group = _only(response, names=("choicegroup", "radiogroup"))
    choices, right, remarks = _choices(group, markdown=markdown)
    if len(right) != 1:
        raise NotTaken(f"{len(right)} of its choices are right; one must be.")
    yield Answer(place=group, kind="single", choices=choices, answers=right, remarks=remarks)


def _multiple(response: Element, markdown: Marked) -> Iterator[Answer]:
    group = _only(response, names=("checkboxgroup", "choicegroup", "radiogroup"))
    choices, right, remarks = _choices(group, markdown=markdown)
    if not right:
        raise NotTaken("None of its choices is right; one must be.")
    yield Answer(place=group, kind="multiple", choices=choices, answers=right, remarks=remarks)


def _options(response: Element, markdown: Marked) -> Iterator[Answer]:
    groups = list(response.iter("optioninput"))
    if not groups:
        raise NotTaken("It offers no choices.")
    for group in groups:
        listed = [(first or second).replace("\\", "") for first, second in QUOTED.findall(group.get("options", ""))]
        if listed:
            correct = group.get("correct", "").strip("'\" ")
            choices, right, remarks = _distinct([(text, text == correct) for text in listed])
        else:
            choices, right, remarks = _choices(group, markdown=markdown)
        if len(right) != 1:
            raise NotTaken(f"{len(right)} of its choices are right; one must be.")
        yield Answer(place=group, kind="single", choices=choices, answers=right, remarks=remarks)


def _choices(group: Element, *, markdown: Marked) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    found = [each for each in group.iter() if each.tag in {"choice", "option"}]
    for each in found:
        if "$" in each.get("correct", ""):
            raise NotTaken("Which choice is right is computed by a script, which is never run here.")
    told = [(markdown(each).strip(), each.get("correct", "") in TRUE) for each in found]
    choices, right, remarks = _distinct(told)
    if any(each.get("correct", "") == "partial" for each in found):
        remarks = (*remarks, "Partly right choices count as wrong.")
    if group.get("shuffle", "") in TRUE:
        remarks = (*remarks, "Left out: shuffle.")
    return choices, right, remarks


def _distinct(told: Sequence[tuple[str, bool]]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The choices, the right ones, and what to say of it."""
    truth: dict[str, bool] = {}
    for text, is_right in told:
        if not text:
            raise NotTaken("One of its choices is empty.")
        if truth.setdefault(text, is_right) != is_right:
            raise NotTaken("The same choice is both right and wrong.")
    doubled = ("A choice that stood twice is asked once.",) if len(truth) < len(told) else ()
    if len(truth) < 2:
        raise NotTaken("It offers fewer than two choices.")
    return tuple(truth), tuple(text for text, is_right in truth.items() if is_right), doubled


def _text(response: Element, _markdown: Marked) -> Iterator[Answer]:
    kinds = response.get("type", "").split()
    more = [each.get("answer") or each.text or "" for each in response.iter("additional_answer")]
    answers = tuple(dict.fromkeys(text.strip() for text in (response.get("answer", ""), *more) if text.strip()))
    if not answers:
        raise NotTaken("It says no right answer.")
    _refuse_computed(answers)
    pattern = _pattern(answers) if "regexp" in kinds else ""
    yield Answer(
        place=_line(response),
        kind="text",
        answers=() if pattern else answers,
        pattern=pattern,
        strict=() if "ci" in kinds else ("case",),
    )


def _pattern(answers: Sequence[str]) -> str:
    pattern = answers[0] if len(answers) == 1 else "|".join(f"(?:{answer})" for answer in answers)
    try:
        check_pattern(pattern)
    except UnusablePattern as fault:
        raise NotTaken(f"What is right is a regular expression that can't be used here: {fault}") from None
    return pattern


def _numeric(response: Element, _markdown: Marked) -> Iterator[Answer]:
    answer = response.get("answer", "").strip()
    _refuse_computed((answer,))
    if next(response.iter("additional_answer"), None) is not None:
        raise NotTaken("Several numbers are right; one must be.")
    place, ends = _line(response), RANGE.fullmatch(answer)
    if not ends:
        absolute, share = _tolerances(response)
        number = _told(_number(answer))
        yield Answer(place=place, kind="numeric", answers=(number,), tolerance=absolute, relative_tolerance=share)
        return
    low, high = _number(ends[1]), _number(ends[2])
    remarks = () if _is_closed(answer) else ("The ends of the range count as right.",)
    half = _told(abs(high - low) / 2)
    yield Answer(place=place, kind="numeric", answers=(_told((low + high) / 2),), tolerance=half, remarks=remarks)


def _is_closed(answer: str) -> bool:
    return answer.startswith("[") and answer.endswith("]")


def _tolerances(response: Element) -> tuple[str, str]:
    """Of the number itself, and as a share of it."""
    told = next((each for each in response.iter("responseparam") if each.get("type") == "tolerance"), None)
    text = "" if told is None else (told.get("default") or "").strip()
    if not text:
        return "0", "0"
    if text.endswith("%"):
        return "0", _told(abs(_number(text[:-1])) / 100)
    return _told(abs(_number(text))), "0"


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise NotTaken("What is right is a formula, not a number.") from None
    if not number.is_finite() or len(_told(number)) > LONGEST_NUMBER:
        raise NotTaken("What is right is no number that can be kept here.")
    return number


def _told(number: Decimal) -> str:
    if abs(number.adjusted()) > LONGEST_NUMBER:
        raise NotTaken("What is right is no number that can be kept here.")
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _refuse_computed(answers: Sequence[str]) -> None:
    if any(text.startswith("$") for text in answers):
        raise NotTaken("What is right is computed by a script, which is never run here.")


def _only(response: Element, *, names: tuple[str, ...]) -> Element:
    groups = [each for each in response.iter() if each.tag in names]
    if len(groups) != 1:
        raise NotTaken(f"It offers {len(groups)} groups of choices; one is taken.")
    return groups[0]


def _line(response: Element) -> Element:
    lines = [each for each in response.iter() if each.tag in {"textline", "formulaequationinput", "textbox"}]
    if len(lines) > 1:
        raise NotTaken("It asks for several entries that are marked together.")
    return lines[0] if lines else response


READERS: Final[Mapping[str, Callable[[Element, Marked], Iterator[Answer]]]] = {
    "multiplechoiceresponse": _single,
    "choiceresponse": _multiple,
    "optionresponse": _options,
    "stringresponse": _text,
    "numericalresponse": _numeric,
}
