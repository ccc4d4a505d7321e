"""HEARS courses: which outline is published, which course takes no more learners."""

from apps.courses.contracts import CoursePublished, CourseRetired, OutlineExercise, OutlineLesson
from apps.progress.services import outlines
from gopro.events.registry import subscribe


@subscribe(CoursePublished)
def remember_outline(event: CoursePublished) -> None:
    outlines.remember_outline(
        course_id=event.course_id,
        version=event.version,
        slug=event.slug,
        title=event.title,
        language=event.language,
        lessons=[_lesson(lesson) for lesson in event.lessons],
    )


@subscribe(CourseRetired)
def close_course(event: CourseRetired) -> None:
    outlines.close_course(course_id=event.course_id)


def _lesson(lesson: OutlineLesson) -> outlines.LessonEntry:
    return outlines.LessonEntry(
        lesson_id=lesson.lesson_id,
        version_id=lesson.version_id,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.title,
        exercises=tuple(_exercise(exercise) for exercise in lesson.exercises),
    )


def _exercise(exercise: OutlineExercise) -> outlines.ExerciseEntry:
    return outlines.ExerciseEntry(
        exercise_id=exercise.exercise_id,
        version_id=exercise.version_id,
        slug=exercise.slug,
        title=exercise.title,
        kind=exercise.kind,
        files=exercise.files,
    )
