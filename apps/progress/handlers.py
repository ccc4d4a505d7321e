"""HEARS courses: which outline is published, which course takes learners or goes; users: who is to be forgotten."""

from apps.courses.contracts import (
    CourseDeleted,
    CourseDeletionBegun,
    CourseDeletionCancelled,
    CourseDeletionRequested,
    CoursePublished,
    CourseReopened,
    CourseRetired,
    CourseSnapshot,
    OutlineExercise,
    OutlineLesson,
)
from apps.progress.services import deletions, erasure, outlines, personal_exports
from apps.progress.services.projections import OUTLINES
from apps.users.contracts import ErasureBegun, ExportRequested
from gopro.events.registry import subscribe


@subscribe(CoursePublished, feeds=OUTLINES)
def remember_outline(event: CoursePublished) -> None:
    outlines.remember_outline(
        course_id=event.course_id,
        version=event.version,
        slug=event.slug,
        title=event.title,
        language=event.language,
        lessons=[_lesson(lesson) for lesson in event.lessons],
    )


@subscribe(CourseRetired, feeds=OUTLINES)
def close_course(event: CourseRetired) -> None:
    outlines.close_course(course_id=event.course_id)


@subscribe(CourseReopened, feeds=OUTLINES)
def reopen_course(event: CourseReopened) -> None:
    outlines.reopen_course(course_id=event.course_id)


@subscribe(CourseDeletionRequested)
def warn_learners(event: CourseDeletionRequested) -> None:
    deletions.warn_learners(deletion_id=event.deletion_id, course_id=event.course_id, due_at=event.due_at)


@subscribe(CourseDeletionCancelled)
def keep_course(event: CourseDeletionCancelled) -> None:
    deletions.keep_course(deletion_id=event.deletion_id)


@subscribe(CourseDeletionBegun)
def end_enrollments(event: CourseDeletionBegun) -> None:
    deletions.end_enrollments(deletion_id=event.deletion_id, course_id=event.course_id)


@subscribe(CourseDeleted, feeds=OUTLINES)
def bury_course(event: CourseDeleted) -> None:
    outlines.bury_course(course_id=event.course_id)


@subscribe(CourseSnapshot, feeds=OUTLINES)
def restore_outline(event: CourseSnapshot) -> None:
    outlines.restore_outline(
        course_id=event.course_id,
        status=event.status,
        version=event.version,
        slug=event.slug,
        title=event.title,
        language=event.language,
        lessons=[_lesson(lesson) for lesson in event.lessons],
    )


@subscribe(ExportRequested)
def export_personal_data(event: ExportRequested) -> None:
    personal_exports.request_part(export_id=event.export_id, user_id=event.user_id)


@subscribe(ErasureBegun)
def erase_user(event: ErasureBegun) -> None:
    erasure.erase_user(erasure_id=event.erasure_id, user_id=event.user_id)


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
