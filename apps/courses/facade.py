"""ANSWERS the one port: what grading a version of an exercise needs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.courses.contracts import AskedQuestion, GradedCriterion, GradedPool, GradedQuestion, GradingPackage
from apps.courses.models.choices import ExerciseKind, GradingMode
from apps.courses.models.imports import Recording
from apps.courses.models.versions import ExerciseVersion
from apps.courses.selectors import banks, grading, questions
from apps.courses.selectors.banks import Asked


class GradingFacade:
    """Provider of `contracts.Grading`."""

    def package(self, *, version_id: UUID) -> GradingPackage:
        version, recording = grading.gradable_version(version_id=version_id)
        pools = banks.pools(version)
        return GradingPackage(
            exercise_id=version.exercise_id,
            version_id=version.id,
            kind=version.exercise.kind,
            language=version.language,
            mode=_mode(version, recording),
            files=tuple(sorted(version.files)),
            support=version.readonly_files,
            tests=version.test_files,
            expected=recording.expected if recording else {},
            reference=version.solution_files,
            questions=tuple(_graded(one) for pool in pools for one in pool.questions),
            pools=tuple(_pool(pool) for pool in pools) if version.draws else (),
            redraws=version.redraws,
            rubric=tuple(GradedCriterion(**criterion) for criterion in version.rubric),
        )

    def asked(self, *, version_id: UUID, keys: Sequence[str] | None = None) -> tuple[AskedQuestion, ...]:
        version, _ = grading.gradable_version(version_id=version_id)
        known = {one.key: one for pool in banks.pools(version) for one in pool.questions}
        return tuple(_asked(known[key]) for key in (known if keys is None else keys) if key in known)


def _graded(one: Asked) -> GradedQuestion:
    question = one.question
    return GradedQuestion(
        key=one.key,
        kind=question["kind"],
        answers=questions.right(question, html=one.html),
        tolerance=str(question["tolerance"]),
        relative_tolerance=question["relative_tolerance"],
        strict=tuple(question["strict"]),
        pattern=question["pattern"],
        choices=len(question["choices"]),
        matches=len(question["matches"]),
        explanation=question["explanation"],
    )


def _pool(pool: banks.Pool) -> GradedPool:
    return GradedPool(count=pool.count, keys=tuple(one.key for one in pool.questions))


def _asked(one: Asked) -> AskedQuestion:
    shown = questions.asked(one.question, html=one.html, key=one.key)
    parts: dict[str, Any] = {name: tuple(value) for name, value in shown.items() if isinstance(value, list)}
    return AskedQuestion(**(shown | parts))


def _mode(version: ExerciseVersion, recording: Recording | None) -> str:
    """A code exercise whose solution isn't known to pass can't be graded."""
    if version.grading_mode == GradingMode.NONE:
        return "none"
    if version.exercise.kind == ExerciseKind.QUIZ:
        return "tests"
    if recording is None or not recording.passed:
        return "none"
    return "refactor" if recording.stub_passes else "tests"
