"""What progress tells other rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event
from gopro.security.permission import Permission, Scope

ON_ONE_COURSE = ("editor", "support")
PERMISSIONS = (
    Permission(
        name="progress.admin:enter",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(name="progress.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="progress.fact:view", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="progress.deadletter:resolve", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(
        name="progress.enrollment:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(
        name="progress.submission:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(name="progress.submission:regrade", grants={"support": Scope.ALL, "admin": Scope.ALL}),
)


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
class LearnersWarned(Event):
    """Each learner of a course that is to be deleted has been told of by an `EnrollmentEnding`."""

    name: ClassVar[str] = "progress.course_deletion.learners_warned.v1"
    aggregate: ClassVar[str] = "deletion_id"
    deletion_id: UUID
    course_id: UUID
    learners: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrollmentsEnded(Event):
    """No enrollment in a deleted course goes on; completions, badges and certificates are kept."""

    name: ClassVar[str] = "progress.course_deletion.enrollments_ended.v1"
    aggregate: ClassVar[str] = "deletion_id"
    deletion_id: UUID
    course_id: UUID
    enrollments: int


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
    """A learner's share of a course changed; `percent` is 0 to 100."""

    name: ClassVar[str] = "progress.enrollment.progress_updated.v1"
    aggregate: ClassVar[str] = "enrollment_id"
    activity: ClassVar[str] = "user_id"
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
    activity: ClassVar[str] = "user_id"
    enrollment_id: UUID
    user_id: UUID
    course_id: UUID
    course_slug: str
    course_title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateIssued(Event):
    """A learner got a certificate of a course that they completed; `number` is what it is quoted by."""

    name: ClassVar[str] = "progress.certificate.certificate_issued.v1"
    aggregate: ClassVar[str] = "certificate_id"
    activity: ClassVar[str] = "user_id"
    certificate_id: UUID
    user_id: UUID
    enrollment_id: UUID
    course_id: UUID
    course_title: str
    course_version: int
    number: str
    issued_at: datetime


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


@dataclass(frozen=True, kw_only=True, slots=True)
class AchievementUnlocked(Event):
    """A learner got a badge, once."""

    name: ClassVar[str] = "progress.achievement.achievement_unlocked.v1"
    aggregate: ClassVar[str] = "award_id"
    activity: ClassVar[str] = "user_id"
    award_id: UUID
    user_id: UUID
    achievement: str
    title: str
    course_id: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataErased(Event):
    """All that the user did as a learner is gone.

    `counts` are rows by table, `digest` is of their ids.
    """

    name: ClassVar[str] = "progress.erasure.personal_data_erased.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID
    counts: dict[str, int]
    digest: str


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


@dataclass(frozen=True, kw_only=True, slots=True)
class AchievementSnapshot(Event):
    """A badge that a learner has, for whoever missed that it was unlocked."""

    name: ClassVar[str] = "progress.achievement.achievement_snapshot.v1"
    aggregate: ClassVar[str] = "award_id"
    snapshot: ClassVar[bool] = True
    award_id: UUID
    user_id: UUID
    achievement: str
    title: str
    course_id: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataExported(Event):
    """This room's part of a person's data is written: `counts` are rows by section, `sha256` is of the file."""

    name: ClassVar[str] = "progress.export.personal_data_exported.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID
    counts: dict[str, int]
    size: int
    sha256: str
