"""Facts of the drafts of lessons and exercises."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonCreated(Event):
    """A lesson came to be in a course's draft, or came back to it."""

    name: ClassVar[str] = "courses.lesson.lesson_created.v1"
    aggregate: ClassVar[str] = "lesson_id"
    lesson_id: UUID
    course_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonUpdated(Event):
    """A lesson's draft got a new version, was held back or let go, or its exercises have another order."""

    name: ClassVar[str] = "courses.lesson.lesson_updated.v1"
    aggregate: ClassVar[str] = "lesson_id"
    lesson_id: UUID
    course_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonDeleted(Event):
    """A lesson left a course's draft; learners lose it with the next publication, and what they did in it is kept."""

    name: ClassVar[str] = "courses.lesson.lesson_deleted.v1"
    aggregate: ClassVar[str] = "lesson_id"
    lesson_id: UUID
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseCreated(Event):
    """An exercise came to be in a lesson's draft, or came back to it."""

    name: ClassVar[str] = "courses.exercise.exercise_created.v1"
    aggregate: ClassVar[str] = "exercise_id"
    exercise_id: UUID
    lesson_id: UUID
    course_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseUpdated(Event):
    """An exercise's draft got a new version, was held back or let go, or went to another lesson."""

    name: ClassVar[str] = "courses.exercise.exercise_updated.v1"
    aggregate: ClassVar[str] = "exercise_id"
    exercise_id: UUID
    lesson_id: UUID
    course_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseDeleted(Event):
    """An exercise left a course's draft; learners lose it with the next publication, and what they did is kept."""

    name: ClassVar[str] = "courses.exercise.exercise_deleted.v1"
    aggregate: ClassVar[str] = "exercise_id"
    exercise_id: UUID
    lesson_id: UUID
    course_id: UUID
