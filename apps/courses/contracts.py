"""What courses tells other rooms, and the port that it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from gopro.events.contract import Event
from gopro.security.permission import Permission, Scope

EDITORS = {"author": Scope.OWN, "editor": Scope.ALL, "admin": Scope.ALL}
PERMISSIONS = (
    Permission(name="courses.admin:enter", grants={"author": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="courses.course:create", grants=EDITORS),
    Permission(name="courses.course:edit", grants=EDITORS),
    Permission(name="courses.course:publish", grants=EDITORS),
    Permission(name="courses.shelf:edit", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.import:view", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineExercise:
    """An exercise as published. `files` are the names that a learner may submit (kind `code`)."""

    exercise_id: UUID
    version_id: UUID
    slug: str
    title: str
    kind: str
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineLesson:
    """A lesson as published, in the order of the course."""

    lesson_id: UUID
    version_id: UUID
    number: int
    slug: str
    title: str
    exercises: tuple[OutlineExercise, ...]


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
    """A version of a course became what learners see: the whole outline."""

    name: ClassVar[str] = "courses.course.course_published.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    version: int
    slug: str
    title: str
    language: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRetired(Event):
    """A course takes no new learners; those who began keep it."""

    name: ClassVar[str] = "courses.course.course_retired.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseUpdated(Event):
    """A course's own draft (title, summary, …) got a new version; nothing changed for learners yet."""

    name: ClassVar[str] = "courses.course.course_updated.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonCreated(Event):
    """A lesson came to be in a course's draft."""

    name: ClassVar[str] = "courses.lesson.lesson_created.v1"
    aggregate: ClassVar[str] = "lesson_id"
    lesson_id: UUID
    course_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonUpdated(Event):
    """A lesson's draft got a new version."""

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
    """An exercise came to be in a lesson's draft."""

    name: ClassVar[str] = "courses.exercise.exercise_created.v1"
    aggregate: ClassVar[str] = "exercise_id"
    exercise_id: UUID
    lesson_id: UUID
    course_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseUpdated(Event):
    """An exercise's draft got a new version."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedQuestion:
    """A quiz question: right choices by position from 0 (`single`, `multiple`), a number, or words taken."""

    key: str
    kind: str
    answers: tuple[str, ...]
    tolerance: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class GradingPackage:
    """All that grading one version of an exercise needs. Never shown to learners.

    `expected` maps each test's name to PASS or SKIP, as the reference solution ran it. `mode` is `tests`, `refactor`
    (the untouched stub passes too) or `none` (nothing can be graded).
    """

    exercise_id: UUID
    version_id: UUID
    kind: str
    language: str
    mode: str
    files: tuple[str, ...]
    support: Mapping[str, str]
    tests: Mapping[str, str]
    expected: Mapping[str, str]
    reference: Mapping[str, str]
    questions: tuple[GradedQuestion, ...]


class Grading(Protocol):
    """The one port of the house: progress asks it what a version of an exercise needs to be graded."""

    def package(self, *, version_id: UUID) -> GradingPackage:
        """Raises NotFound where there is no such version."""
        ...
