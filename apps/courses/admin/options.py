"""A question's choices, partners and answers as rows that an author fills in, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.courses.models.choices import QuestionKind

type Question = Mapping[str, Any]

OF_CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """Of `single` and `multiple` a choice and whether it is right; of `ordering` what comes next; of `matching` a
    choice with its partner, or a partner of none; of the others what is taken for right.
    """

    is_right: bool = False
    text: str = ""
    partner: str = ""


def options_of(question: Question) -> list[Option]:
    """Answers that lead nowhere, as of a question that was refused, are left out."""
    kind, choices, answers = question["kind"], question["choices"], question["answers"]
    if kind in OF_CHOICES:
        return [Option(is_right=str(index) in answers, text=text) for index, text in enumerate(choices)]
    if kind == QuestionKind.ORDERING:
        return [Option(text=choices[index]) for index in _indexes(answers, most=len(choices))]
    if kind == QuestionKind.MATCHING:
        return _pairs(choices, matches=question["matches"], answers=answers)
    return [Option(text=answer) for answer in answers]


def built(head: Question, *, options: Sequence[Option]) -> dict[str, Any]:
    """A whole question of what its author filled in; `head` are its other members."""
    kind = head["kind"]
    given = {"choices": [], "matches": [], "answers": [], **_parts(kind, options=options, head=head)}
    return {**head, **given}


def _parts(kind: str, *, options: Sequence[Option], head: Question) -> dict[str, Any]:
    texts = [option.text.strip() for option in options]
    if kind in OF_CHOICES:
        answers = [str(index) for index, option in enumerate(options) if option.is_right]
        return {"choices": texts, "answers": answers}
    if kind == QuestionKind.ORDERING:
        return {"choices": texts, "answers": [str(index) for index in range(len(texts))]}
    if kind == QuestionKind.MATCHING:
        return _matched(options)
    is_verbatim = "spaces" in head["strict"]
    return {"answers": [option.text for option in options] if is_verbatim else texts}


def _matched(options: Sequence[Option]) -> dict[str, Any]:
    pairs = [(option.text.strip(), option.partner.strip()) for option in options]
    whole = [pair for pair in pairs if pair[0]]
    matches = list(dict.fromkeys([partner for _, partner in whole] + [partner for text, partner in pairs if not text]))
    answers = [str(matches.index(partner)) for _, partner in whole]
    return {"choices": [text for text, _ in whole], "matches": matches, "answers": answers}


def _pairs(choices: Sequence[str], *, matches: Sequence[str], answers: Sequence[str]) -> list[Option]:
    indexes = _indexes(answers, most=len(matches))
    found = [Option(text=text, partner=matches[index]) for text, index in zip(choices, indexes, strict=False)]
    return found + [Option(partner=text) for index, text in enumerate(matches) if index not in indexes]


def _indexes(answers: Sequence[str], *, most: int) -> list[int]:
    return [int(answer) for answer in answers if answer.isascii() and answer.isdigit() and int(answer) < most]
