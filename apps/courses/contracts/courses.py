"""Facts of courses."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.courses.contracts.impact import KEEP_ALL, PublishChoices
from apps.courses.contracts.outline import OutlineLesson
from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCreated(Event):
    """A course came to be, as a draft."""

    name: ClassVar[str] = "courses.course.course_created.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    slug: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CoursePublished(Event):
    """A version of a course became what learners see: the whole outline.

    `policy` says who comes along: `pin` nobody, `follow_compatible` those whose work keeps its worth, `follow_latest`
    everybody; `choices` what becomes of what they did.
    """

    name: ClassVar[str] = "courses.course.course_published.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    version: int
    slug: str
    title: str
    language: str
    lessons: tuple[OutlineLesson, ...]
    requires: tuple[UUID, ...] = ()
    policy: str = "pin"
    choices: PublishChoices = KEEP_ALL


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRetired(Event):
    """A course takes no new learners; those who began keep it."""

    name: ClassVar[str] = "courses.course.course_retired.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseReopened(Event):
    """A retired course takes learners again, as it was."""

    name: ClassVar[str] = "courses.course.course_reopened.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseDeleted(Event):
    """A course is gone with its lessons, exercises and versions; what learners earned in it is kept."""

    name: ClassVar[str] = "courses.course.course_deleted.v1"
    aggregate: ClassVar[str] = "course_id"
    ends: ClassVar[bool] = True
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseSnapshot(Event):
    """A course as one of its publications showed it, for whoever missed the earlier facts: one such fact for each
    publication, the last is what learners see now.

    `status` is draft, published or retired; of a course that was never published there is one, with version 0.
    """

    name: ClassVar[str] = "courses.course.course_snapshot.v1"
    aggregate: ClassVar[str] = "course_id"
    snapshot: ClassVar[bool] = True
    course_id: UUID
    status: str
    version: int
    slug: str
    title: str
    language: str
    lessons: tuple[OutlineLesson, ...]
    requires: tuple[UUID, ...] = ()
    policy: str = "pin"
    choices: PublishChoices = KEEP_ALL


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseUpdated(Event):
    """A course's own draft (title, summary, …) got a new version, or its lessons another order."""

    name: ClassVar[str] = "courses.course.course_updated.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    version: int
