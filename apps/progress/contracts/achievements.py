"""What learners are given."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


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
