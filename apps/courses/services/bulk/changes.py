"""What can be done to many at once; each is done as it would be to one."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from apps.courses.errors import LessonNotFound
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise, Lesson
from apps.courses.selectors import editing
from apps.courses.services import arrangement
from apps.courses.services.exercises import delete_exercise, edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson

type Part = Lesson | Exercise
type Action = Literal["hold", "release", "retire", "move", "difficulty", "concepts"]

READINESS = {"hold": Readiness.HELD, "release": Readiness.READY}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """`move` takes lessons to `section_id`, or out of their sections, and exercises to `lesson_id`; `concepts` adds
    and removes those.
    """

    action: Action
    section_id: UUID | None = None
    lesson_id: UUID | None = None
    difficulty: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def carry_out(change: Change, *, part: Part, editor_id: UUID | None) -> None:
    """The course is locked."""
    if change.action == "move":
        _move(change, part=part)
    elif change.action == "retire":
        _retire(part)
    else:
        _edit(change, part=part, editor_id=editor_id)


def _edit(change: Change, *, part: Part, editor_id: UUID | None) -> None:
    changes: Any = {}  # of lessons and exercises alike
    if change.action == "difficulty":
        changes = {"difficulty": change.difficulty}
    elif change.action == "concepts":
        kept = [one for one in part.draft_version.concepts if one not in change.remove]
        changes = {"concepts": tuple(dict.fromkeys([*kept, *change.add]))}
    readiness = READINESS.get(change.action)
    if isinstance(part, Lesson):
        edit_lesson(lesson_id=part.id, changes=changes, readiness=readiness, editor_id=editor_id)
    else:
        edit_exercise(exercise_id=part.id, changes=changes, readiness=readiness, editor_id=editor_id)


def _retire(part: Part) -> None:
    if isinstance(part, Lesson):
        delete_lesson(lesson_id=part.id)
    else:
        delete_exercise(exercise_id=part.id)


def _move(change: Change, *, part: Part) -> None:
    if isinstance(part, Exercise):
        _move_exercise(part, lesson_id=change.lesson_id)
    elif part.section_id != change.section_id:  # read again, since those before it may have moved it
        _move_lesson(editing.lesson(lesson_id=part.id), section_id=change.section_id)


def _move_lesson(lesson: Lesson, *, section_id: UUID | None) -> None:
    """To the end of the section; out of one it stays as near to it as it can."""
    lesson.section = editing.section_of(course_id=lesson.course_id, section_id=section_id)
    lesson.save(update_fields=["section", "updated_at"])
    if section_id is None:
        arrangement.arrange(course_id=lesson.course_id)
    else:
        arrangement.place(lesson=lesson)


def _move_exercise(exercise: Exercise, *, lesson_id: UUID | None) -> None:
    """To the end of the lesson."""
    found = editing.lessons_of(course_id=exercise.course_id)
    lesson = found.filter(id=lesson_id).first() if lesson_id else None
    if lesson is None:
        raise LessonNotFound
    if lesson.id == exercise.lesson_id:
        return
    exercise.lesson, exercise.position = lesson, editing.next_exercise_position(lesson_id=lesson.id)
    exercise.locally_modified = exercise.source_id is not None
    exercise.save(update_fields=["lesson", "position", "locally_modified", "updated_at"])
