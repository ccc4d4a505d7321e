"""ASKS courses, the one neighbour that progress asks, what grading a version of an exercise needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.courses.contracts import GradedQuestion, Grading, GradingPackage
from gopro import ports
from gopro.sandbox.contract import Job


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A quiz question's key, kind (`single`, `multiple`, `numeric`, `text`) and right answers."""

    key: str
    kind: str
    answers: tuple[str, ...]
    tolerance: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """What a verdict is made from: a sandbox job for code, questions for a quiz, neither where nothing is graded."""

    job: Job | None = None
    questions: tuple[Question, ...] = ()


def grounds(*, version_id: UUID, files: Mapping[str, str]) -> Grounds:
    """Raises NotFound for an unknown version, Unavailable where courses is away."""
    package = ports.connect(Grading, room="courses").package(version_id=version_id)
    if package.mode == "none":
        return Grounds()
    if package.kind == "quiz":
        return Grounds(questions=tuple(_question(question) for question in package.questions))
    return Grounds(job=_job(package, files=files))


def _question(question: GradedQuestion) -> Question:
    return Question(key=question.key, kind=question.kind, answers=question.answers, tolerance=question.tolerance)


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
