"""What an import would do: one step a node, compared with what is here. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.selectors.imports import Imported
from apps.courses.services.content import Content, CourseContent, ExerciseContent, LessonContent
from apps.courses.services.importers.tree import ImportedCourse, ImportedExercise, ImportedLesson
from apps.courses.services.imports.mapping import READINESS, Mapper, course_content, mapper_of

type StepAction = Literal["created", "updated", "unchanged", "retired", "conflict"]

KEPT = "Edited here since the last import: kept as it is (--theirs takes the source's)."
NOT_RUN = "Held back: its reference solution hasn't been run."


@dataclass(frozen=True, kw_only=True, slots=True)
class Step[Row, C: Content]:
    """What becomes of one node; `row` is None where it is new."""

    key: str
    action: StepAction
    content: C
    row: Row | None
    readiness: Readiness = Readiness.READY
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseStep(Step[Exercise, ExerciseContent]):
    node: ImportedExercise


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonStep(Step[Lesson, LessonContent]):
    node: ImportedLesson
    exercises: tuple[ExerciseStep, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """In the source's order; `gone_*` are here and no longer there."""

    node: ImportedCourse
    course: Step[Course, CourseContent]
    lessons: tuple[LessonStep, ...]
    gone_lessons: tuple[Lesson, ...]
    gone_exercises: tuple[Exercise, ...]

    @property
    def exercises(self) -> tuple[ExerciseStep, ...]:
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planner:
    """`recordings` by key say which exercises may grade; `theirs` overwrites what was edited here."""

    here: Imported
    recordings: Mapping[str, Recording]
    theirs: bool
    mapper: Mapper = field(default_factory=lambda: Mapper(concepts={}))

    def plan(self, node: ImportedCourse) -> Plan:
        informed = replace(self, mapper=mapper_of(node))
        lessons = tuple(informed._lesson(lesson) for lesson in node.lessons)
        exercises = {exercise.key for lesson in lessons for exercise in lesson.exercises}
        return Plan(
            node=node,
            course=self._course(node),
            lessons=lessons,
            gone_lessons=_gone(self.here.lessons, kept={lesson.key for lesson in lessons}),
            gone_exercises=_gone(self.here.exercises, kept=exercises),
        )

    def _course(self, node: ImportedCourse) -> Step[Course, CourseContent]:
        row, content = self.here.course, course_content(node)
        if row is not None:  # sources know nothing of this catalogue's shelves
            content = replace(content, categories=tuple(row.draft_version.categories))
        action, reason = self._compared(content, row=row, is_placed=True)
        return Step(key=node.external_key, action=action, reason=reason, content=content, row=row)

    def _lesson(self, node: ImportedLesson) -> LessonStep:
        row, content, readiness = (
            self.here.lessons.get(node.external_key),
            self.mapper.lesson(node),
            READINESS[node.status],
        )
        action, reason = self._compared(content, row=row, is_placed=row is None or row.readiness == readiness)
        return LessonStep(
            key=node.external_key,
            action=action,
            reason=reason,
            content=content,
            row=row,
            readiness=readiness,
            node=node,
            exercises=tuple(self._exercise(exercise, lesson=row) for exercise in node.exercises),
        )

    def _exercise(self, node: ImportedExercise, *, lesson: Lesson | None) -> ExerciseStep:
        row, content = self.here.exercises.get(node.external_key), self.mapper.exercise(node)
        readiness, held = self._readiness(node, content=content)
        home = lesson.id if lesson else None
        is_placed = row is None or (row.readiness == readiness and row.lesson_id == home)
        action, reason = self._compared(content, row=row, is_placed=is_placed)
        return ExerciseStep(
            key=node.external_key,
            action=action,
            reason=reason or held,
            content=content,
            row=row,
            readiness=readiness,
            node=node,
        )

    def _readiness(self, node: ImportedExercise, *, content: ExerciseContent) -> tuple[Readiness, str]:
        """An exercise that can't grade its own solution is held back, with the reason."""
        readiness, key = READINESS[node.status], content.recording_key(kind=node.kind)
        if readiness != Readiness.READY or not key:
            return readiness, ""
        recording = self.recordings.get(key)
        if recording is None:
            return Readiness.HELD, NOT_RUN
        return (readiness, "") if recording.passed else (Readiness.HELD, f"Held back: {recording.message}")

    def _compared(
        self, content: Content, *, row: Course | Lesson | Exercise | None, is_placed: bool
    ) -> tuple[StepAction, str]:
        if row is None:
            return "created", ""
        if is_placed and row.draft_version.content_hash == content.hash():
            return "unchanged", ""
        if row.locally_modified and not self.theirs:
            return "conflict", KEPT
        return "updated", ""


def _gone[Row: (Lesson, Exercise)](here: Mapping[str, Row], *, kept: set[str]) -> tuple[Row, ...]:
    """Of the nodes that the source no longer has, those that weren't taken away before."""
    return tuple(row for key, row in here.items() if key not in kept and row.readiness != Readiness.RETIRED)
