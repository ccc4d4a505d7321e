"""What progress tells other rooms."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event
from gopro.security.permission import Permission, Scope

PERMISSIONS = (
    Permission(name="progress.admin:enter", grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="progress.audit:view", grants={"admin": Scope.ALL}),
    Permission(
        name="progress.enrollment:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
    ),
    Permission(
        name="progress.submission:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
    ),
    Permission(name="progress.submission:regrade", grants={"support": Scope.ALL, "admin": Scope.ALL}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentCreated(Event):
    """A learner began a course."""

    name: ClassVar[str] = "progress.enrollment.enrollment_created.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str
    course_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentEnded(Event):
    """A learner left a course; what they did is kept."""

    name: ClassVar[str] = "progress.enrollment.enrollment_ended.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentResumed(Event):
    """A learner came back to a course that they had left; what they did before counts."""

    name: ClassVar[str] = "progress.enrollment.enrollment_resumed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonCompleted(Event):
    """A learner completed a lesson, for the first time."""

    name: ClassVar[str] = "progress.enrollment.lesson_completed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    lesson_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressUpdated(Event):
    """A learner's share of a course changed; `percent` is 0 to 100."""

    name: ClassVar[str] = "progress.enrollment.progress_updated.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    percent: float
    lessons_completed: int
    lessons_total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCompleted(Event):
    """A learner completed every lesson of a course, for the first time."""

    name: ClassVar[str] = "progress.enrollment.course_completed.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionReceived(Event):
    """A learner handed in an attempt at an exercise."""

    name: ClassVar[str] = "progress.submission.submission_received.v1"
    aggregate: ClassVar[str] = "submission_id"
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
    submission_id: UUID
    user_id: UUID
    course_id: UUID
    exercise_id: UUID
    exercise_version_id: UUID
    status: str
    tests_passed: int
    tests_total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AchievementUnlocked(Event):
    """A learner got a badge, once."""

    name: ClassVar[str] = "progress.achievement.achievement_unlocked.v1"
    aggregate: ClassVar[str] = "award_id"
    award_id: UUID
    user_id: UUID
    achievement: str
    title: str
    course_id: UUID | None
