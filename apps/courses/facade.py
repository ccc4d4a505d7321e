"""ANSWERS the one port: what grading a version of an exercise needs."""

from uuid import UUID

from apps.courses.contracts import GradedQuestion, GradingPackage
from apps.courses.models.choices import ExerciseKind, GradingMode
from apps.courses.models.imports import Recording
from apps.courses.models.versions import ExerciseVersion
from apps.courses.selectors import grading


class GradingFacade:
    """Provider of `contracts.Grading`."""

    def package(self, *, version_id: UUID) -> GradingPackage:
        version, recording = grading.gradable_version(version_id=version_id)
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
            questions=tuple(
                GradedQuestion(
                    key=question["key"],
                    kind=question["kind"],
                    answers=tuple(question["answers"]),
                    tolerance=float(question["tolerance"]),
                )
                for question in version.questions
            ),
        )


def _mode(version: ExerciseVersion, recording: Recording | None) -> str:
    """A code exercise whose solution isn't known to pass can't be graded."""
    if version.grading_mode == GradingMode.NONE:
        return "none"
    if version.exercise.kind == ExerciseKind.QUIZ:
        return "tests"
    if recording is None or not recording.passed:
        return "none"
    return "refactor" if recording.stub_passes else "tests"
