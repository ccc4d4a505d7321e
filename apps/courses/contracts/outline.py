"""A course's lessons and exercises, as published."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineExercise:
    """An exercise as published. `files` are the names that a learner may submit (kind `code`).

    `requires` are exercises of the outline to do before.
    """

    exercise_id: UUID
    version_id: UUID
    slug: str
    title: str
    kind: str
    files: tuple[str, ...]
    requires: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineLesson:
    """A lesson as published, in the order of the course. `requires` are lessons of the outline to do before.

    Lessons of one section stand together.
    """

    lesson_id: UUID
    version_id: UUID
    number: int
    slug: str
    title: str
    exercises: tuple[OutlineExercise, ...]
    section_id: UUID | None = None
    section_version_id: UUID | None = None
    section_title: str = ""
    requires: tuple[UUID, ...] = ()
