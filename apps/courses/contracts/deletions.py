"""A course's deletion, step by step."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseDeletionRequested(Event):
    """A course goes at `due_at`, unless it is kept. Told again while progress has not told its learners."""

    name: ClassVar[str] = "courses.deletion.course_deletion_requested.v1"
    aggregate: ClassVar[str] = "deletion_id"
    deletion_id: UUID
    course_id: UUID
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseDeletionCancelled(Event):
    """The course stays."""

    name: ClassVar[str] = "courses.deletion.course_deletion_cancelled.v1"
    aggregate: ClassVar[str] = "deletion_id"
    deletion_id: UUID
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseDeletionBegun(Event):
    """There is no way back: enrollments in the course end. Told again while progress has not answered."""

    name: ClassVar[str] = "courses.deletion.course_deletion_begun.v1"
    aggregate: ClassVar[str] = "deletion_id"
    deletion_id: UUID
    course_id: UUID
