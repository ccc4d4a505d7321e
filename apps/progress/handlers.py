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
    PublishImpactRequested,
)
from apps.progress.services import deletions, erasure, following, outlines, personal_exports
from apps.progress.services.impacts import requests
from apps.progress.services.projections import OUTLINES
from apps.users.contracts import ErasureBegun, ExportRequested
from gopro.events.registry import subscribe


@subscribe(CoursePublished, feeds=OUTLINES)
def remember_outline(event: CoursePublished) -> None:
    outlines.remember_outline(told=_told(event))


@subscribe(CoursePublished)
def follow_course(event: CoursePublished) -> None:
    following.request_following(course_id=event.course_id)


@subscribe(PublishImpactRequested)
def estimate_impact(event: PublishImpactRequested) -> None:
    requests.begin(impact_id=event.impact_id, told=_asked(event), sample=event.sample)


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
    outlines.restore_outline(told=_told(event), status=event.status)


@subscribe(ExportRequested)
def export_personal_data(event: ExportRequested) -> None:
    personal_exports.request_part(export_id=event.export_id, user_id=event.user_id)


@subscribe(ErasureBegun)
def erase_user(event: ErasureBegun) -> None:
    erasure.erase_user(erasure_id=event.erasure_id, user_id=event.user_id)


def _told(event: CoursePublished | CourseSnapshot) -> outlines.Told:
    return outlines.Told(
        course_id=event.course_id,
        version=event.version,
        slug=event.slug,
        title=event.title,
        language=event.language,
        lessons=[_lesson(lesson) for lesson in event.lessons],
        policy=event.policy,
        default=event.choices.default,
        choices={item.id: item.choice for item in event.choices.items},
    )


def _asked(event: PublishImpactRequested) -> outlines.Told:
    """As it would be told; what it is called makes no difference to learners."""
    return outlines.Told(
        course_id=event.course_id,
        version=event.base_version + 1,
        slug="",
        title="",
        language="",
        lessons=[_lesson(lesson) for lesson in event.lessons],
        policy=event.policy,
        default=event.choices.default,
        choices={item.id: item.choice for item in event.choices.items},
    )


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
