"""What an import would do: one step a node, compared with what is here. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.structure import Section
from apps.courses.selectors.imports import Imported
from apps.courses.services.content import Content, CourseContent, ExerciseContent, LessonContent, SectionContent
from apps.courses.services.importers.tree import ImportedCourse, ImportedExercise, ImportedLesson, ImportedSection
from apps.courses.services.imports.assets import AssetStep
from apps.courses.services.imports.mapping import READINESS, Mapper, course_content, mapper_of, section_content

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
class SectionStep(Step[Section, SectionContent]):
    node: ImportedSection


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
    sections: tuple[SectionStep, ...]
    lessons: tuple[LessonStep, ...]
    gone_sections: tuple[Section, ...]
    gone_lessons: tuple[Lesson, ...]
    gone_exercises: tuple[Exercise, ...]
    assets: tuple[AssetStep, ...] = ()

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
            sections=tuple(self._section(section) for section in node.sections),
            lessons=lessons,
            gone_sections=_gone(self.here.sections, kept={section.external_key for section in node.sections}),
            gone_lessons=_gone(self.here.lessons, kept={lesson.key for lesson in lessons}),
            gone_exercises=_gone(self.here.exercises, kept=exercises),
        )

    def _course(self, node: ImportedCourse) -> Step[Course, CourseContent]:
        row, content = self.here.course, course_content(node)
        if row is not None:  # sources know nothing of this catalogue's shelves
            content = replace(_bound(content, row=row), categories=tuple(row.draft_version.categories))
        action, reason = self._compared(content, row=row, is_placed=True)
        return Step(key=node.external_key, action=action, reason=reason, content=content, row=row)

    def _section(self, node: ImportedSection) -> SectionStep:
        row, content = self.here.sections.get(node.external_key), section_content(node)
        is_placed = row is None or row.readiness == Readiness.READY
        action, reason = self._compared(content, row=row, is_placed=is_placed)
        return SectionStep(key=node.external_key, action=action, reason=reason, content=content, row=row, node=node)

    def _lesson(self, node: ImportedLesson) -> LessonStep:
        row, readiness = self.here.lessons.get(node.external_key), READINESS[node.status]
        content = _bound(self.mapper.lesson(node), row=row)
        is_placed = row is None or (row.readiness == readiness and self._is_at_home(row, node=node))
        action, reason = self._compared(content, row=row, is_placed=is_placed)
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
        row = self.here.exercises.get(node.external_key)
        content = _bound(self.mapper.exercise(node), row=row)
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

    def _is_at_home(self, row: Lesson, *, node: ImportedLesson) -> bool:
        """In the section of the source; in any where staff have put the lessons into an order of their own."""
        course, home = self.here.course, self.here.sections.get(node.section)
        if course is not None and course.locally_modified and not self.theirs:
            return True
        if not node.section or (home is not None and self._is_left_out(home)):
            return row.section_id is None
        return home is not None and row.section_id == home.id

    def _is_left_out(self, home: Section) -> bool:
        """Taken away by staff, and to stay so."""
        return home.readiness == Readiness.RETIRED and home.locally_modified and not self.theirs

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
        self, content: Content, *, row: Course | Section | Lesson | Exercise | None, is_placed: bool
    ) -> tuple[StepAction, str]:
        if row is None:
            return "created", ""
        if is_placed and row.draft_version.content_hash == content.hash():
            return "unchanged", ""
        if row.locally_modified and not self.theirs:
            return "conflict", KEPT
        return "updated", ""


def _bound[C: (CourseContent, LessonContent, ExerciseContent)](
    content: C, *, row: Course | Lesson | Exercise | None
) -> C:
    """What is to be done before is said here, and sources know nothing of it."""
    return content if row is None else replace(content, requires=tuple(row.draft_version.requires))


def _gone[Row: (Section, Lesson, Exercise)](here: Mapping[str, Row], *, kept: set[str]) -> tuple[Row, ...]:
    """Of the nodes that the source no longer has, those that weren't taken away before."""
    return tuple(row for key, row in here.items() if key not in kept and row.readiness != Readiness.RETIRED)
