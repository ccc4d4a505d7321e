"""ASKS courses, the one neighbour that progress asks, what grading a version of an exercise needs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from apps.courses.contracts import GradedQuestion, Grading, GradingPackage
from gopro import ports
from gopro.numbers import parse_number
from gopro.sandbox.contract import Job

ROOM = "courses"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A quiz question with its right answers, as `contracts.GradedQuestion` says."""

    key: str
    kind: str
    answers: tuple[str, ...]
    tolerance: Decimal = Decimal(0)
    relative_tolerance: Decimal = Decimal(0)
    strict: frozenset[str] = frozenset()
    pattern: str = ""
    choices: int = 0
    matches: int = 0
    explanation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as a learner is shown it."""

    key: str
    kind: str
    prompt: str
    prompt_html: str
    choices: tuple[str, ...]
    choices_html: tuple[str, ...]
    matches: tuple[str, ...]
    matches_html: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """Questions of which `count` are asked."""

    count: int
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """What a person looks for in a text."""

    key: str
    title: str
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """What a verdict is made from: a sandbox job for code, questions for a quiz, neither where nothing is graded.

    With `pools` each learner is asked some of the questions.
    """

    job: Job | None = None
    questions: tuple[Question, ...] = ()
    pools: tuple[Pool, ...] = ()
    redraws: bool = False


def grounds(*, version_id: UUID, files: Mapping[str, str]) -> Grounds:
    """Raises NotFound for an unknown version, Unavailable where courses is away."""
    package = _package(version_id)
    if package.mode == "none":
        return Grounds()
    if package.kind == "quiz":
        return Grounds(
            questions=tuple(_question(question) for question in package.questions),
            pools=tuple(Pool(count=pool.count, keys=pool.keys) for pool in package.pools),
            redraws=package.redraws,
        )
    return Grounds(job=_job(package, files=files))


def asked(*, version_id: UUID, keys: Sequence[str] | None) -> tuple[Asked, ...]:
    """Questions as a learner is shown them, these or all. Raises as `grounds` does."""
    questions = ports.connect(Grading, room=ROOM).asked(version_id=version_id, keys=keys)
    return tuple(Asked(**asdict(question)) for question in questions)


def rubric(*, version_id: UUID) -> tuple[Criterion, ...]:
    """What to look for in a text. Raises as `grounds` does."""
    criteria = _package(version_id).rubric
    return tuple(Criterion(key=one.key, title=one.title, description=one.description) for one in criteria)


def _package(version_id: UUID) -> GradingPackage:
    return ports.connect(Grading, room=ROOM).package(version_id=version_id)


def _question(question: GradedQuestion) -> Question:
    return Question(
        key=question.key,
        kind=question.kind,
        answers=question.answers,
        tolerance=parse_number(question.tolerance),
        relative_tolerance=parse_number(question.relative_tolerance),
        strict=frozenset(question.strict),
        pattern=question.pattern,
        choices=question.choices,
        matches=question.matches,
        explanation=question.explanation,
    )


def _job(package: GradingPackage, *, files: Mapping[str, str]) -> Job:
    return Job(
        language=package.language,
        submitted=files,
        support=package.support,
        tests=package.tests,
        expected=package.expected,
        allowed_names=frozenset(package.files),
        reference=package.reference,
    )
