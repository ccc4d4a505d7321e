"""Facts of attempts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionReceived(Event):
    """A learner handed in an attempt at an exercise."""

    name: ClassVar[str] = "progress.submission.submission_received.v1"
    aggregate: ClassVar[str] = "submission_id"
    activity: ClassVar[str] = "user_id"
    submission_id: UUID
    user_id: UUID
    course_id: UUID
    exercise_id: UUID
    exercise_version_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionGraded(Event):
    """An attempt got its verdict: passed, failed, compile_error, timeout, error or ungraded."""

    name: ClassVar[str] = "progress.submission.submission_graded.v1"
    aggregate: ClassVar[str] = "submission_id"
    activity: ClassVar[str] = "user_id"
    submission_id: UUID
    user_id: UUID
    course_id: UUID
    exercise_id: UUID
    exercise_version_id: UUID
    status: str
    tests_passed: int
    tests_total: int
