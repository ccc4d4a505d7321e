"""Making, editing and taking away exercises. A code exercise's reference solution is run afterwards, by a worker."""

from dataclasses import replace
from uuid import UUID

from apps.courses.contracts import ExerciseCreated, ExerciseDeleted, ExerciseUpdated
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise
from apps.courses.selectors import editing
from apps.courses.services import moves, prerequisites, rules, versions
from apps.courses.services.changes import ExerciseChanges
from apps.courses.services.conflicts import refuse_stale
from apps.courses.services.content import ExerciseContent
from apps.courses.services.questions import pins
from apps.courses.services.slugs import minted
from gopro import jobs
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def create_exercise(
    *, lesson_id: UUID, kind: str, content: ExerciseContent, editor_id: UUID | None, slug: str = ""
) -> Exercise:
    """At the end of the lesson."""
    lesson = editing.locked_lesson(lesson_id=lesson_id)
    content = pins.pinned(content, course_id=lesson.course_id)
    exercise = Exercise(
        course_id=lesson.course_id,
        lesson=lesson,
        kind=kind,
        slug=minted(Exercise.objects.filter(course_id=lesson.course_id), wanted=slug, title=content.title),
        position=editing.next_exercise_position(lesson_id=lesson.id),
    )
    add_exercise(exercise=exercise, content=content, editor_id=editor_id)
    _ask_for_recording(exercise=exercise)
    return exercise


def add_exercise(*, exercise: Exercise, content: ExerciseContent, editor_id: UUID | None) -> None:
    """A new row with its first version, into a locked course."""
    rules.check_exercise(content, kind=exercise.kind)
    prerequisites.check_part(exercise, requires=content.requires)
    exercise.draft_version = versions.exercise_version(exercise=exercise, n=1, content=content, editor_id=editor_id)
    exercise.save(force_insert=True)
    exercise.draft_version.save(force_insert=True)
    publish(
        ExerciseCreated(
            exercise_id=exercise.id,
            lesson_id=exercise.lesson_id,
            course_id=exercise.course_id,
            title=content.title,
        )
    )


@atomic("courses")
def edit_exercise(
    *,
    exercise_id: UUID,
    changes: ExerciseChanges,
    editor_id: UUID | None,
    readiness: Readiness | None = None,
    if_match: Precondition = UNCONDITIONAL,
) -> Exercise:
    """The same content again changes nothing."""
    exercise = editing.locked_exercise(exercise_id=exercise_id)
    refuse_stale(written=exercise, if_match=if_match, yours={**changes, "readiness": readiness})
    content = replace(ExerciseContent.of(exercise.draft_version), **changes)
    content = pins.pinned(content, course_id=exercise.course_id) if "draws" in changes else content
    is_revised = revise_exercise(exercise=exercise, content=content, editor_id=editor_id)
    is_moved = readiness is not None and readiness != exercise.readiness
    if is_revised or is_moved:
        before, exercise.readiness = exercise.readiness, readiness or exercise.readiness
        exercise.locally_modified = exercise.source_id is not None
        exercise.save(update_fields=["readiness", "locally_modified", "updated_at"])
        moves.tell_exercise_readiness(exercise=exercise, before=before, is_revised=is_revised)
    if is_revised:
        _ask_for_recording(exercise=exercise)
    return exercise


def revise_exercise(*, exercise: Exercise, content: ExerciseContent, editor_id: UUID | None) -> bool:
    """A new draft version, if the content differs; whether it does. The course is locked."""
    prerequisites.check_part(exercise, requires=content.requires, held=exercise.draft_version.requires)
    return rewrite_exercise(exercise=exercise, content=content, editor_id=editor_id)


def rewrite_exercise(*, exercise: Exercise, content: ExerciseContent, editor_id: UUID | None) -> bool:
    """The same for who writes many at once, and looks for circles afterwards."""
    if content.hash() == exercise.draft_version.content_hash:
        return False
    rules.check_exercise(content, kind=exercise.kind)
    n = exercise.draft_version.n + 1
    version = versions.exercise_version(exercise=exercise, n=n, content=content, editor_id=editor_id)
    version.save(force_insert=True)
    exercise.draft_version = version
    exercise.save(update_fields=["draft_version", "updated_at"])
    publish(
        ExerciseUpdated(
            exercise_id=exercise.id, lesson_id=exercise.lesson_id, course_id=exercise.course_id, version=version.n
        )
    )
    return True


@atomic("courses")
def delete_exercise(*, exercise_id: UUID, if_match: Precondition = UNCONDITIONAL) -> None:
    """Take it out of the draft; learners lose it with the next publication. Twice changes nothing."""
    exercise = editing.locked_exercise(exercise_id=exercise_id)
    refuse_stale(written=exercise, if_match=if_match, yours={})
    if exercise.readiness != Readiness.RETIRED:
        retire_exercise(exercise=exercise)
        exercise.locally_modified = exercise.source_id is not None
        exercise.save(update_fields=["locally_modified", "updated_at"])
        trail.record(
            room="courses",
            action="courses.exercise.delete",
            object_type="courses.exercise",
            object_id=str(exercise.id),
        )


def retire_exercise(*, exercise: Exercise) -> None:
    """The course is locked."""
    exercise.readiness = Readiness.RETIRED
    exercise.save(update_fields=["readiness", "updated_at"])
    publish(ExerciseDeleted(exercise_id=exercise.id, lesson_id=exercise.lesson_id, course_id=exercise.course_id))


def _ask_for_recording(*, exercise: Exercise) -> None:
    if exercise.draft_version.recording_key:
        jobs.enqueue("courses.record", exercise.draft_version_id)
