"""What becomes of learners whose course is deleted."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


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
