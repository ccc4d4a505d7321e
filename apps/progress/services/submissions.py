"""Handing an attempt in. Its verdict comes later, from a worker or, of a text, from a person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.progress import ports
from apps.progress.contracts import SubmissionReceived
from apps.progress.errors import NothingDrawn, UnusableSubmission
from apps.progress.models import Draw, Enrollment, OutlineExercise, Submission
from apps.progress.selectors import draws, enrollments
from apps.progress.services import answers as forms
from apps.progress.services import quizzes
from gopro import jobs
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.events.outbox import publish

FILE_BYTES = 64 * 1024
TEXT = "text"  # by what key a free text is answered
LONGEST_TEXT = 50_000
SWEEP_AFTER = timedelta(seconds=30)  # a job that the broker lost is found again


def submit(
    *, user_id: UUID, exercise_id: UUID, files: Mapping[str, str] | None, answers: Mapping[str, Any] | None
) -> Submission:
    """Take an attempt at an exercise of a course in which the learner is enrolled."""
    enrollment, exercise = enrollments.for_exercise(user_id=user_id, exercise_id=exercise_id)
    _check(exercise, files=files, answers=answers)
    is_drawn = exercise.kind == "quiz" and _check_answers(enrollment, exercise, answers=answers or {})
    return _take(enrollment=enrollment, exercise=exercise, files=files, answers=answers, is_drawn=is_drawn)


@atomic("progress")
def _take(
    *,
    enrollment: Enrollment,
    exercise: OutlineExercise,
    files: Mapping[str, str] | None,
    answers: Mapping[str, Any] | None,
    is_drawn: bool,
) -> Submission:
    draw = _locked_draw(enrollment, exercise, answers=answers or {}) if is_drawn else None
    submission = Submission.objects.create(
        user_id=enrollment.user_id,
        enrollment=enrollment,
        exercise_id=exercise.exercise_id,
        exercise_version_id=exercise.version_id,
        kind=exercise.kind,
        files=dict(files or {}),
        answers=dict(answers or {}),
        due_at=timezone.now() + SWEEP_AFTER,
    )
    if draw is not None:
        draw.submission = submission
        draw.save(update_fields=["submission"])
    publish(_received(submission, enrollment=enrollment))
    jobs.enqueue("progress.grade", submission.id)
    return submission


def _received(submission: Submission, *, enrollment: Enrollment) -> SubmissionReceived:
    return SubmissionReceived(
        submission_id=submission.id,
        user_id=submission.user_id,
        course_id=enrollment.course_id,
        exercise_id=submission.exercise_id,
        exercise_version_id=submission.exercise_version_id,
    )


def _check_answers(enrollment: Enrollment, exercise: OutlineExercise, *, answers: Mapping[str, Any]) -> bool:
    """Whether the questions are drawn. While courses is away answers are taken as they are, and graded later."""
    draw = draws.open_draw(enrollment=enrollment, version_id=exercise.version_id)
    try:
        grounds = ports.grounds(version_id=exercise.version_id, files={})
    except DomainError:
        return draw is not None
    if grounds.pools and draw is None:
        raise NothingDrawn
    asked = quizzes.chosen(questions=grounds.questions, keys=draw.keys) if draw else grounds.questions
    _refuse(forms.faults(questions=asked, answers=answers))
    return draw is not None


def _locked_draw(enrollment: Enrollment, exercise: OutlineExercise, *, answers: Mapping[str, Any]) -> Draw:
    """One attempt for a draw, of two at once the first."""
    draw = draws.open_draw(enrollment=enrollment, version_id=exercise.version_id, lock=True)
    if draw is None:
        raise NothingDrawn
    _refuse(forms.unasked(keys=draw.keys, answers=answers))
    return draw


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise UnusableSubmission("These answers can't be taken as they are.", fields=wrong)


def _check(exercise: OutlineExercise, *, files: Mapping[str, str] | None, answers: Mapping[str, Any] | None) -> None:
    if exercise.kind == "code":
        _check_files(exercise, files=files, has_answers=answers is not None)
        return
    if files is not None or answers is None:
        raise UnusableSubmission("Send `answers`: this exercise takes no files.", fields={"/answers": "Required."})
    if exercise.kind == "text":
        _check_text(answers)


def _check_text(answers: Mapping[str, Any]) -> None:
    wrong = {f"/answers/{key}": f"A text is answered as `{TEXT}` alone." for key in answers if key != TEXT}
    text = answers.get(TEXT)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        wrong[f"/answers/{TEXT}"] = f"Your text, of at most {LONGEST_TEXT:,} characters."
    if wrong:
        raise UnusableSubmission('Send your text: {"answers": {"text": "…"}}.', fields=wrong)


def _check_files(exercise: OutlineExercise, *, files: Mapping[str, str] | None, has_answers: bool) -> None:
    if has_answers or files is None:
        raise UnusableSubmission("Send `files`: this exercise takes code.", fields={"/files": "Required."})
    wrong = {f"/files/{name}": "Not a file of this exercise." for name in files if name not in exercise.files}
    wrong |= {f"/files/{name}": "Missing." for name in exercise.files if name not in files}
    wrong |= {
        f"/files/{name}": f"Larger than {FILE_BYTES:,} bytes."
        for name, text in files.items()
        if len(text.encode(errors="replace")) > FILE_BYTES
    }
    if wrong:
        raise UnusableSubmission(f"The files of this exercise are {', '.join(exercise.files)}.", fields=wrong)
