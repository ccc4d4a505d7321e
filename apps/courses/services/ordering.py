"""The order of a course's draft; learners see it with the next publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.courses.errors import OrderMismatch
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import order_of
from apps.courses.services.arrangement import align_sections, is_together, renumber
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.moves import tell_order
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionOrder:
    """A section with its lessons in order."""

    section_id: UUID
    lesson_ids: tuple[UUID, ...] = ()


@atomic("courses")
def reorder_course(
    *,
    course_id: UUID,
    lesson_ids: Sequence[UUID],
    exercise_ids: Mapping[UUID, Sequence[UUID]],
    sections: Sequence[SectionOrder] | None = None,
    if_match: Precondition = UNCONDITIONAL,
) -> Course:
    """Every lesson once, in its new place; `exercise_ids` does the same for exercises, among the lessons it names.

    `sections` are all sections in their new order with their lessons; without it lessons stay in theirs. Whichever way,
    the lessons of a section stand together. The same order again changes nothing.
    """
    course = editing.locked_course(course_id=course_id)
    refuse_stale(written=course, if_match=if_match, yours={})
    before = order_of(course_id=course.id)
    lessons = _each_once(course=course, lesson_ids=lesson_ids)
    _group(course=course, lessons=(ordered := list(lessons.values())), wanted=sections)
    renumber(ordered)
    align_sections(course_id=course.id)
    _reorder_exercises(course=course, lessons=lessons, wanted=exercise_ids)
    if tell_order(course=course, before=before):
        course.locally_modified = course.source_id is not None
        course.save(update_fields=["locally_modified", "updated_at"])
    return course


def _each_once(*, course: Course, lesson_ids: Sequence[UUID]) -> dict[UUID, Lesson]:
    """In the wanted order."""
    lessons = {lesson.id: lesson for lesson in editing.lessons_of(course_id=course.id)}
    if sorted(lessons) != sorted(lesson_ids):
        raise OrderMismatch(fields={"/lessons": "Name each lesson of the course exactly once."})
    return {lesson_id: lessons[lesson_id] for lesson_id in lesson_ids}


@atomic("courses")
def reorder_sections(*, course_id: UUID, section_ids: Sequence[UUID], if_match: Precondition = UNCONDITIONAL) -> Course:
    """Every section once, each with its lessons; lessons without one stay between them where they are."""
    editing.locked_course(course_id=course_id)
    groups: dict[UUID | None, list[UUID]] = {}
    slots: dict[UUID, UUID | None] = {}
    for lesson in editing.lessons_of(course_id=course_id):
        groups.setdefault(lesson.section_id, []).append(lesson.id)
        slots.setdefault(lesson.section_id or lesson.id, lesson.section_id)
    filled = iter([section_id for section_id in section_ids if section_id in groups])
    lesson_ids = [
        each
        for slot, home in slots.items()
        for each in ([slot] if home is None else groups.get(next(filled, None), []))
    ]
    orders = [SectionOrder(section_id=each, lesson_ids=tuple(groups.get(each, ()))) for each in section_ids]
    return reorder_course(
        course_id=course_id, lesson_ids=lesson_ids, exercise_ids={}, sections=orders, if_match=if_match
    )


def _group(*, course: Course, lessons: Sequence[Lesson], wanted: Sequence[SectionOrder] | None) -> None:
    """Lessons into their sections, and sections into their order."""
    if wanted is not None:
        _refuse_strangers(course=course, lessons=lessons, wanted=wanted)
        homes = {lesson_id: order.section_id for order in wanted for lesson_id in order.lesson_ids}
        moved = [lesson for lesson in lessons if _moved(lesson, section_id=homes.get(lesson.id))]
        Lesson.objects.bulk_update(moved, ["section"])
        sections = {section.id: section for section in editing.sections_of(course_id=course.id)}
        renumber([sections[order.section_id] for order in wanted])
    if not is_together(lesson.section_id for lesson in lessons):
        raise OrderMismatch(fields={"/lessons": "The lessons of a section stand together."})


def _refuse_strangers(*, course: Course, lessons: Sequence[Lesson], wanted: Sequence[SectionOrder]) -> None:
    """Each section once, each lesson in one at most, and both in the order of the lessons."""
    known = editing.sections_of(course_id=course.id).values_list("id", flat=True)
    if sorted(known) != sorted(order.section_id for order in wanted):
        raise OrderMismatch(fields={"/sections": "Name each section of the course exactly once."})
    grouped = [lesson_id for order in wanted for lesson_id in order.lesson_ids]
    named = set(grouped)
    if grouped != [lesson.id for lesson in lessons if lesson.id in named]:
        reason = "Name lessons of the course in one section at most, in the order in which they stand in `lessons`."
        raise OrderMismatch(fields={"/sections": reason})


def _moved(lesson: Lesson, *, section_id: UUID | None) -> bool:
    before, lesson.section_id = lesson.section_id, section_id
    return before != section_id


def _reorder_exercises(
    *, course: Course, lessons: Mapping[UUID, Lesson], wanted: Mapping[UUID, Sequence[UUID]]
) -> None:
    here = editing.exercises_of(course_id=course.id).filter(lesson_id__in=wanted)
    exercises = {exercise.id: exercise for exercise in here}
    named = [exercise_id for ids in wanted.values() for exercise_id in ids]
    if not set(wanted) <= set(lessons) or sorted(exercises) != sorted(named):
        raise OrderMismatch(fields={"/exercises": "Name each exercise of these lessons exactly once."})
    for lesson_id, ids in wanted.items():
        for position, exercise_id in enumerate(ids, start=1):
            exercises[exercise_id].lesson, exercises[exercise_id].position = lessons[lesson_id], position
    Exercise.objects.bulk_update(exercises.values(), ["lesson", "position"])
