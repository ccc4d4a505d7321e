"""Facts of a learner in a course."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentCreated(Event):
    """A learner began a course."""

    name: ClassVar[str] = "progress.enrollment.enrollment_created.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str
    course_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentEnded(Event):
    """An enrollment is over, what was done is kept; `reason` is `left` or `course_deleted`."""

    name: ClassVar[str] = "progress.enrollment.enrollment_ended.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    reason: str = "left"
    course_title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentResumed(Event):
    """A learner came back to a course that they had left; what they did before counts."""

    name: ClassVar[str] = "progress.enrollment.enrollment_resumed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentEnding(Event):
    """The course of this enrollment will be deleted at `ends_at`; until then it can be gone on with."""

    name: ClassVar[str] = "progress.enrollment.enrollment_ending.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    deletion_id: UUID
    user_id: UUID
    course_id: UUID
    course_title: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentKept(Event):
    """The course of this enrollment stays after all."""

    name: ClassVar[str] = "progress.enrollment.enrollment_kept.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    deletion_id: UUID
    user_id: UUID
    course_id: UUID
    course_title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonCompleted(Event):
    """A learner completed a lesson, for the first time."""

    name: ClassVar[str] = "progress.enrollment.lesson_completed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    lesson_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressUpdated(Event):
    """A learner's share of a course changed; `percent` is 0 to 100.

    `reason` is `lesson_completed` or `version_followed`, by which it may fall; `course_version` the one that is
    followed, 0 in facts from before it was told.
    """

    name: ClassVar[str] = "progress.enrollment.progress_updated.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    percent: float
    lessons_completed: int
    lessons_total: int
    reason: str = "lesson_completed"
    course_version: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCompleted(Event):
    """A learner completed every lesson of a course, for the first time."""

    name: ClassVar[str] = "progress.enrollment.course_completed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentSnapshot(Event):
    """How far a learner is in a course, for whoever missed the earlier facts: active, completed or ended."""

    name: ClassVar[str] = "progress.enrollment.enrollment_snapshot.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    snapshot: ClassVar[bool] = True
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str
    course_version: int
    status: str
    percent: float
    lessons_completed: int
    lessons_total: int
