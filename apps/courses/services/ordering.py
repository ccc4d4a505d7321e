"""The order of a course's draft; learners see it with the next publication."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from apps.courses.errors import OrderMismatch
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors import editing
from apps.courses.selectors.ordering import order_of
from apps.courses.services.moves import tell_order
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def reorder_course(
    *,
    course_id: UUID,
    lesson_ids: Sequence[UUID],
    exercise_ids: Mapping[UUID, Sequence[UUID]],
    if_match: Precondition = UNCONDITIONAL,
) -> Course:
    """Every lesson once, in its new place; `exercise_ids` does the same for exercises, among the lessons it names.

    The same order again changes nothing.
    """
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    before = order_of(course_id=course.id)
    lessons = {lesson.id: lesson for lesson in editing.lessons_of(course_id=course.id)}
    if sorted(lessons) != sorted(lesson_ids):
        raise OrderMismatch(fields={"/lessons": "Name each lesson of the course exactly once."})
    for position, lesson_id in enumerate(lesson_ids, start=1):
        lessons[lesson_id].position = position
    Lesson.objects.bulk_update(lessons.values(), ["position"])
    _reorder_exercises(course=course, lessons=lessons, wanted=exercise_ids)
    if tell_order(course=course, before=before):
        course.locally_modified = course.source_id is not None
        course.save(update_fields=["locally_modified", "updated_at"])
    return course


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
