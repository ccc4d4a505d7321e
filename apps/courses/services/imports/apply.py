"""Carrying a plan out: one transaction, from the first node to the publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from apps.courses.errors import ApprovalMissing, EmptyCourse, UngradableExercises
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import ImportSource
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import order_of
from apps.courses.services import moves, taxonomy
from apps.courses.services.arrangement import arrange
from apps.courses.services.courses import create_course, retire_course, revise_course
from apps.courses.services.exercises import add_exercise, retire_exercise, revise_exercise
from apps.courses.services.imports.assets import add
from apps.courses.services.imports.plan import ExerciseStep, LessonStep, Plan
from apps.courses.services.imports.sections import apply_sections
from apps.courses.services.lessons import add_lesson, retire_lesson, revise_lesson
from apps.courses.services.publishing import publish_course
from apps.courses.services.sections import retire_section
from apps.courses.services.slugs import minted
from gopro.errors import DomainError
from gopro.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """`unpublished` says why the course wasn't published, where it should have been."""

    course: Course
    unpublished: str = ""


@dataclass(kw_only=True, slots=True)
class Application:
    """Call `apply` inside the transaction."""

    plan: Plan
    source: ImportSource
    slug: str
    theirs: bool
    sections: Mapping[str, Section] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    keeps_order: bool = False
    revised: set[UUID] = field(default_factory=set)

    def apply(self, *, publishing: bool) -> Applied:
        """`publishing` shows it to learners, if the source says that it is ready."""
        concepts = [(one.external_key, one.slug, one.name) for one in self.plan.node.concepts]
        taxonomy.ensure_concepts(source=self.source, concepts=concepts)
        course = self._course()
        before = order_of(course_id=course.id)
        self.sections = apply_sections(self.plan, source=self.source, course=course, keeps_order=self.keeps_order)
        for position, step in enumerate(self.plan.lessons, start=1):
            self.lessons[step.key] = self._lesson(step, course=course, position=position)
            for place, exercise in enumerate(step.exercises, start=1):
                self._exercise(exercise, lesson=self.lessons[step.key], position=place)
        self._retire_what_is_gone()
        arrange(course_id=course.id)
        moves.tell_order(course=course, before=before, told=self.revised)
        return self._published(course) if publishing else Applied(course=course)

    def _retire_what_is_gone(self) -> None:
        for section in self.plan.gone_sections:
            retire_section(section=section)
        for lesson in self.plan.gone_lessons:
            retire_lesson(lesson=lesson)
        for exercise in self.plan.gone_exercises:
            retire_exercise(exercise=exercise)

    def _course(self) -> Course:
        step, course = self.plan.course, self.plan.course.row
        if course is None:
            slug = self.slug or self.plan.node.slug
            course_id = uuid7()
            add(self.plan.assets, course_id=course_id)
            return create_course(
                content=step.content,
                author_id=None,
                slug=slug,
                source=self.source,
                external_key=step.key,
                course_id=course_id,
            )
        course = editing.locked_course(course_id=course.id)
        add(self.plan.assets, course_id=course.id)
        self.keeps_order = course.locally_modified and not self.theirs
        if step.action == "updated":
            if revise_course(course=course, content=step.content, editor_id=None):
                self.revised.add(course.id)
            course.locally_modified = False
            course.save(update_fields=["locally_modified"])
        return course

    def _lesson(self, step: LessonStep, *, course: Course, position: int) -> Lesson:
        if step.row is None:
            return self._new_lesson(step, course=course, position=position)
        if step.action == "updated":
            if not self.keeps_order:
                step.row.section = self.sections.get(step.node.section)
            is_revised = revise_lesson(lesson=step.row, content=step.content, editor_id=None)
            before = self._settle(step.row, readiness=step.readiness, is_revised=is_revised)
            moves.tell_lesson_readiness(lesson=step.row, before=before, is_revised=is_revised)
        self._place(step.row, position=position)
        return step.row

    def _new_lesson(self, step: LessonStep, *, course: Course, position: int) -> Lesson:
        lesson = Lesson(
            course=course,
            slug=minted(Lesson.objects.filter(course=course), wanted="", title=step.node.slug),
            position=position,
            readiness=step.readiness,
            section=self.sections.get(step.node.section),
            source=self.source,
            external_key=step.key,
        )
        add_lesson(lesson=lesson, content=step.content, editor_id=None)
        return lesson

    def _exercise(self, step: ExerciseStep, *, lesson: Lesson, position: int) -> None:
        if step.row is None:
            self._new_exercise(step, lesson=lesson, position=position)
            return
        if step.action == "updated":
            step.row.lesson = lesson
            is_revised = revise_exercise(exercise=step.row, content=step.content, editor_id=None)
            before = self._settle(step.row, readiness=step.readiness, is_revised=is_revised)
            moves.tell_exercise_readiness(exercise=step.row, before=before, is_revised=is_revised)
        self._place(step.row, position=position)

    def _new_exercise(self, step: ExerciseStep, *, lesson: Lesson, position: int) -> None:
        exercise = Exercise(
            course_id=lesson.course_id,
            lesson=lesson,
            kind=step.node.kind,
            slug=minted(Exercise.objects.filter(course_id=lesson.course_id), wanted="", title=step.node.slug),
            position=position,
            readiness=step.readiness,
            source=self.source,
            external_key=step.key,
        )
        add_exercise(exercise=exercise, content=step.content, editor_id=None)

    def _settle(self, part: Lesson | Exercise, *, readiness: Readiness, is_revised: bool) -> str:
        """As the source has it, with nothing left of local edits; answers its readiness before."""
        before, part.readiness, part.locally_modified = part.readiness, readiness, False
        if is_revised or readiness != before:
            self.revised.add(part.id)
        moved = ["lesson"] if isinstance(part, Exercise) else ["section"]
        part.save(update_fields=["readiness", "locally_modified", "updated_at", *moved])
        return before

    def _place(self, part: Lesson | Exercise, *, position: int) -> None:
        """The source's order, unless staff have edited the course itself."""
        if part.position != position and not self.keeps_order:
            part.position = position
            part.save(update_fields=["position"])

    def _published(self, course: Course) -> Applied:
        status = self.plan.node.status
        if status == "retired":
            return Applied(course=retire_course(course_id=course.id))
        if status == "draft":
            return Applied(course=course, unpublished="The source calls the course a draft.")
        try:
            return Applied(course=publish_course(course_id=course.id, publisher_id=None))
        except (ApprovalMissing, EmptyCourse, UngradableExercises) as refusal:
            return Applied(course=course, unpublished=_told(refusal))


def _told(refusal: DomainError) -> str:
    reasons = "; ".join(f"{pointer.rpartition('/')[2]}: {reason}" for pointer, reason in refusal.fields.items())
    return f"{refusal.detail} {reasons}".strip()
