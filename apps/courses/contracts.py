"""What courses tells other rooms, and the port that it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from gopro.events.contract import Event
from gopro.security.permission import Permission, Scope

EDITORS = {"author": Scope.OWN, "editor": Scope.ALL, "admin": Scope.ALL}
ON_ONE_COURSE = ("author", "editor")
PERMISSIONS = (
    Permission(name="courses.admin:enter", grants=dict.fromkeys(EDITORS, Scope.ALL), within=ON_ONE_COURSE),
    Permission(name="courses.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="courses.fact:view", grants={"admin": Scope.ALL}),
    Permission(name="courses.deadletter:resolve", grants={"admin": Scope.ALL}),
    Permission(name="courses.course:create", grants=EDITORS),
    Permission(name="courses.course:edit", grants=EDITORS, within=ON_ONE_COURSE),
    Permission(name="courses.course:publish", grants=EDITORS, within=ON_ONE_COURSE),
    Permission(name="courses.course:give", grants=EDITORS),
    Permission(name="courses.course:delete", grants=EDITORS),
    Permission(name="courses.saga:view", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.saga:operate", grants={"admin": Scope.ALL}),
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


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseUpdated(Event):
    """A course's own draft (title, summary, …) got a new version, or its lessons another order."""

    name: ClassVar[str] = "courses.course.course_updated.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    version: int


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


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataErased(Event):
    """Nothing here says any more which courses the user wrote; the courses stay.

    `counts` are rows by table, `digest` is of their ids.
    """

    name: ClassVar[str] = "courses.erasure.personal_data_erased.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID
    counts: dict[str, int]
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataExported(Event):
    """This room's part of a person's data is written: `counts` are rows by section, `sha256` is of the file."""

    name: ClassVar[str] = "courses.export.personal_data_exported.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID
    counts: dict[str, int]
    size: int
    sha256: str
