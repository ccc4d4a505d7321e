"""The port that courses answers: what grading needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedQuestion:
    """A quiz question. `answers` are the right choices by position from 0 (`single`, `multiple`), the positions in the
    right order (`ordering`), for each choice the position of its partner (`matching`), a number, or the texts taken.

    Positions are those that learners are shown. Numbers are decimal texts; either tolerance is enough. `strict` names
    what a text must have exactly: `case`, `spaces`, `forms`. `choices` and `matches` are how many there are.
    """

    key: str
    kind: str
    answers: tuple[str, ...]
    tolerance: str = "0"
    relative_tolerance: str = "0"
    strict: tuple[str, ...] = ()
    pattern: str = ""
    choices: int = 0
    matches: int = 0
    explanation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedPool:
    """Questions, by key, of which each learner is asked `count`."""

    count: int
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedCriterion:
    """What a person looks for in a text."""

    key: str
    title: str
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GradingPackage:
    """All that grading one version of an exercise needs. Never shown to learners.

    `expected` maps each test's name to PASS or SKIP, as the reference solution ran it. `mode` is `tests`, `refactor`
    (the untouched stub passes too) or `none` (nothing can be graded). With `pools` each learner is asked some of the
    questions, and others at each attempt where it `redraws`.
    """

    exercise_id: UUID
    version_id: UUID
    kind: str
    language: str
    mode: str
    files: tuple[str, ...]
    support: Mapping[str, str]
    tests: Mapping[str, str]
    expected: Mapping[str, str]
    reference: Mapping[str, str]
    questions: tuple[GradedQuestion, ...]
    pools: tuple[GradedPool, ...] = ()
    redraws: bool = False
    rubric: tuple[GradedCriterion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedQuestion:
    """A question as a learner is shown it, with nothing of what is right."""

    key: str
    kind: str
    prompt: str
    prompt_html: str
    choices: tuple[str, ...]
    choices_html: tuple[str, ...]
    matches: tuple[str, ...]
    matches_html: tuple[str, ...]


class Grading(Protocol):
    """The one port of the house: progress asks it what a version of an exercise needs to be graded."""

    def package(self, *, version_id: UUID) -> GradingPackage:
        """Raises NotFound where there is no such version."""
        ...

    def asked(self, *, version_id: UUID, keys: Sequence[str] | None = None) -> tuple[AskedQuestion, ...]:
        """These questions of a version in this order, or all. Raises NotFound where there is no such version."""
        ...
