"""Facts of the drafts of sections."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionCreated(Event):
    """A section came to be in a course's draft, or came back to it."""

    name: ClassVar[str] = "courses.section.section_created.v1"
    aggregate: ClassVar[str] = "section_id"
    section_id: UUID
    course_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionUpdated(Event):
    """A section's draft got a new version, or was held back or let go, and with it its lessons."""

    name: ClassVar[str] = "courses.section.section_updated.v1"
    aggregate: ClassVar[str] = "section_id"
    section_id: UUID
    course_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionDeleted(Event):
    """A section left a course's draft; its lessons stay in the course."""

    name: ClassVar[str] = "courses.section.section_deleted.v1"
    aggregate: ClassVar[str] = "section_id"
    section_id: UUID
    course_id: UUID
