"""Editions: which versions, in which order, make up a course in a publication of it, or in its draft."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from apps.courses.contracts import OutlineExercise, OutlineLesson
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.models.versions import CourseVersion
from apps.courses.selectors.publishing import OUTLINE, ready_exercises, ready_lessons, told_outline


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The outline names every version in it, so that an edition reads the same whatever is edited afterwards."""

    course_version: CourseVersion
    outline: tuple[OutlineLesson, ...]

    @property
    def plain_outline(self) -> object:
        """As the JSON of the log reads back."""
        return json.loads(json.dumps([asdict(lesson) for lesson in self.outline], default=str))

    @property
    def lesson_versions(self) -> dict[UUID, UUID]:
        """By lesson, in order."""
        return {lesson.lesson_id: lesson.version_id for lesson in self.outline}

    @property
    def section_versions(self) -> dict[UUID, UUID]:
        """By section, in order."""
        told = ((lesson.section_id, lesson.section_version_id) for lesson in self.outline)
        return {section: version for section, version in told if section and version}

    @property
    def exercise_versions(self) -> dict[UUID, UUID]:
        """By exercise, lesson by lesson in order."""
        return {each.exercise_id: each.version_id for lesson in self.outline for each in lesson.exercises}


def of_publication(publication: Publication) -> Edition:
    return Edition(course_version=publication.course_version, outline=told_outline(publication))


def of_schedule(schedule: Schedule) -> Edition:
    return Edition(course_version=schedule.course_version, outline=OUTLINE.validate_python(schedule.outline))


def of_draft(course: Course) -> Edition:
    """What is ready: publishing it now would show just this."""
    exercises = ready_exercises(course_id=course.id)
    lessons = ready_lessons(course_id=course.id)
    listed = {lesson.id for lesson in lessons} | {
        each.id for lesson in lessons for each in exercises.get(lesson.id, ())
    }
    outline = tuple(_told(lesson, exercises.get(lesson.id, ()), listed=listed) for lesson in lessons)
    return Edition(course_version=course.draft_version, outline=outline)


def _told(lesson: Lesson, exercises: Sequence[Exercise], *, listed: Collection[UUID]) -> OutlineLesson:
    section = lesson.section
    return OutlineLesson(
        lesson_id=lesson.id,
        version_id=lesson.draft_version_id,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.draft_version.title,
        exercises=tuple(_told_exercise(exercise, listed=listed) for exercise in exercises),
        section_id=lesson.section_id,
        section_version_id=section.draft_version_id if section else None,
        section_title=section.draft_version.title if section else "",
        requires=_of_those(lesson, listed=listed),
    )


def _told_exercise(exercise: Exercise, *, listed: Collection[UUID]) -> OutlineExercise:
    return OutlineExercise(
        exercise_id=exercise.id,
        version_id=exercise.draft_version_id,
        slug=exercise.slug,
        title=exercise.draft_version.title,
        kind=exercise.kind,
        files=tuple(sorted(exercise.draft_version.files)),
        requires=_of_those(exercise, listed=listed),
    )


def _of_those(part: Lesson | Exercise, *, listed: Collection[UUID]) -> tuple[UUID, ...]:
    """What is held back can't be done before."""
    return tuple(each for each in part.draft_version.requires if each in listed)
