"""Handing an attempt in. Its verdict comes later, from a worker."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.progress.contracts import SubmissionReceived
from apps.progress.errors import UnusableSubmission
from apps.progress.models import Enrollment, OutlineExercise, Submission
from apps.progress.selectors import enrollments
from gopro import jobs
from gopro.database import atomic
from gopro.events.outbox import publish

FILE_BYTES = 64 * 1024
SWEEP_AFTER = timedelta(seconds=30)  # a job that the broker lost is found again


@atomic("progress")
def submit(
    *, user_id: UUID, exercise_id: UUID, files: Mapping[str, str] | None, answers: Mapping[str, Any] | None
) -> Submission:
    """Take an attempt at an exercise of a course in which the learner is enrolled."""
    enrollment, exercise = enrollments.for_exercise(user_id=user_id, exercise_id=exercise_id)
    _check(exercise, files=files, answers=answers)
    submission = Submission.objects.create(
        user_id=user_id,
        enrollment=enrollment,
        exercise_id=exercise_id,
        exercise_version_id=exercise.version_id,
        kind=exercise.kind,
        files=dict(files or {}),
        answers=dict(answers or {}),
        due_at=timezone.now() + SWEEP_AFTER,
    )
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


def _check(exercise: OutlineExercise, *, files: Mapping[str, str] | None, answers: Mapping[str, Any] | None) -> None:
    if exercise.kind != "code":
        if files is not None or answers is None:
            raise UnusableSubmission("Send `answers`: this exercise takes no files.", fields={"/answers": "Required."})
        return
    if answers is not None or files is None:
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
