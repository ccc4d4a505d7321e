"""What is told of a draft whose parts stand in another order, or are held back from learners or not."""

from collections.abc import Collection, Mapping
from uuid import UUID

from apps.courses.contracts import (
    CourseUpdated,
    ExerciseCreated,
    ExerciseDeleted,
    ExerciseUpdated,
    LessonCreated,
    LessonDeleted,
    LessonUpdated,
    SectionCreated,
    SectionDeleted,
    SectionUpdated,
)
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import Order, are_reordered, order_of
from gopro.events.outbox import publish


def tell_order(*, course: Course, before: Order, told: Collection[UUID] = ()) -> bool:
    """One fact for each thing whose parts moved; nothing of those that were told anyway. Whether any moved."""
    after = order_of(course_id=course.id)
    moved = _moved(before=before.places, after=after.places)
    shuffled = _moved(before=before.homes, after=after.homes)
    shuffled += [one for one in after.lessons if _is_shuffled(one, before=before, after=after)]
    is_reordered = are_reordered(before=before.lessons, after=after.lessons)
    is_reordered |= are_reordered(before=before.sections, after=after.sections)
    if is_reordered and course.id not in told:
        publish(CourseUpdated(course_id=course.id, version=course.draft_version.n))
    for lesson in editing.lessons_of(course_id=course.id).filter(pk__in=set(shuffled) - set(told)):
        publish(_lesson_updated(lesson))
    for exercise in editing.exercises_of(course_id=course.id).filter(pk__in=set(moved) - set(told)):
        publish(_exercise_updated(exercise))
    return bool(is_reordered or shuffled or moved)


def tell_lesson_readiness(*, lesson: Lesson, before: str, is_revised: bool) -> None:
    """Taking away and bringing back are told as such; whether it is held back only where no version tells it."""
    if lesson.readiness == before:
        return
    if lesson.readiness == Readiness.RETIRED:
        publish(LessonDeleted(lesson_id=lesson.id, course_id=lesson.course_id))
    elif before == Readiness.RETIRED:
        publish(LessonCreated(lesson_id=lesson.id, course_id=lesson.course_id, title=lesson.draft_version.title))
    elif not is_revised:
        publish(_lesson_updated(lesson))


def tell_section_readiness(*, section: Section, before: str, is_revised: bool) -> None:
    if section.readiness == before:
        return
    ids = {"section_id": section.id, "course_id": section.course_id}
    if section.readiness == Readiness.RETIRED:
        publish(SectionDeleted(**ids))
    elif before == Readiness.RETIRED:
        publish(SectionCreated(**ids, title=section.draft_version.title))
    elif not is_revised:
        publish(SectionUpdated(**ids, version=section.draft_version.n))


def tell_exercise_readiness(*, exercise: Exercise, before: str, is_revised: bool) -> None:
    if exercise.readiness == before:
        return
    ids = {"exercise_id": exercise.id, "lesson_id": exercise.lesson_id, "course_id": exercise.course_id}
    if exercise.readiness == Readiness.RETIRED:
        publish(ExerciseDeleted(**ids))
    elif before == Readiness.RETIRED:
        publish(ExerciseCreated(**ids, title=exercise.draft_version.title))
    elif not is_revised:
        publish(_exercise_updated(exercise))


def _moved[Place](*, before: Mapping[UUID, Place], after: Mapping[UUID, Place]) -> list[UUID]:
    """Those that were in another lesson or section."""
    return [one for one, place in after.items() if before.get(one, place) != place]


def _is_shuffled(lesson_id: UUID, *, before: Order, after: Order) -> bool:
    return are_reordered(before=before.exercises(lesson_id=lesson_id), after=after.exercises(lesson_id=lesson_id))


def _lesson_updated(lesson: Lesson) -> LessonUpdated:
    return LessonUpdated(lesson_id=lesson.id, course_id=lesson.course_id, version=lesson.draft_version.n)


def _exercise_updated(exercise: Exercise) -> ExerciseUpdated:
    return ExerciseUpdated(
        exercise_id=exercise.id,
        lesson_id=exercise.lesson_id,
        course_id=exercise.course_id,
        version=exercise.draft_version.n,
    )
