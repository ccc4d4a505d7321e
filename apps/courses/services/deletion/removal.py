"""What can't be undone: enrollments end, and the course goes with all its versions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from apps.courses.contracts import CourseDeleted, CourseDeletionBegun
from apps.courses.models.content import Course
from apps.courses.selectors import deletions
from apps.courses.services import catalogue
from apps.courses.services.deletion.names import STEP_END, STEP_WARN
from apps.courses.services.media.removal import leave_course
from gopro.database import alias_of, atomic
from gopro.events.outbox import publish
from gopro.sagas.plan import Turn
from gopro.sagas.replies import reply

PERMIT = "SET LOCAL gopro.purging = 'on'"  # what the guards of versions ask for (migration 0003)
PARTS = (
    ("courses_comment", "thread_id IN (SELECT id FROM courses_commentthread WHERE course_id = %s)"),
    ("courses_commentthread", "course_id = %s"),
    ("courses_review", "course_id = %s"),
    ("courses_catalogueentry", "course_id = %s"),
    ("courses_popularity", "course_id = %s"),
    ("courses_impact", "course_id = %s"),
    ("courses_edit", "course_id = %s"),
    ("courses_schedule", "course_id = %s"),
    ("courses_previewlink", "course_id = %s"),
    ("courses_publication", "course_id = %s"),
    ("courses_importrun", "course_id = %s"),
    ("courses_exerciseversion", "exercise_id IN (SELECT id FROM courses_exercise WHERE course_id = %s)"),
    ("courses_exercise", "course_id = %s"),
    ("courses_bankversion", "bank_id IN (SELECT id FROM courses_bank WHERE course_id = %s)"),
    ("courses_bank", "course_id = %s"),
    ("courses_sectionversion", "section_id IN (SELECT id FROM courses_section WHERE course_id = %s)"),
    ("courses_section", "course_id = %s"),
    ("courses_coauthor", "course_id = %s"),
    ("courses_lessonversion", "lesson_id IN (SELECT id FROM courses_lesson WHERE course_id = %s)"),
    ("courses_lesson", "course_id = %s"),
    ("courses_courseversion", "course_id = %s"),
    ("courses_mediause", "media_id IN (SELECT id FROM courses_media WHERE course_id = %s)"),
    ("courses_media", "course_id = %s"),
    ("courses_course", "id = %s"),
)  # foreign keys are checked when the transaction commits, so that pointers and what they point at go together


@atomic("courses")
def record_warned(*, deletion_id: UUID, learners: int) -> None:
    answer = {"learners": learners}
    reply(room="courses", saga_id=deletion_id, step=STEP_WARN, source="progress", answer=answer)


@atomic("courses")
def record_ended(*, deletion_id: UUID, enrollments: int) -> None:
    answer = {"enrollments": enrollments}
    reply(room="courses", saga_id=deletion_id, step=STEP_END, source="progress", answer=answer)


def begin(turn: Turn) -> None:
    """There is no way back from here. Told again while progress doesn't answer."""
    deletion = deletions.deletion(deletion_id=turn.saga_id)
    deletion.begun_at = deletion.begun_at or timezone.now()
    deletion.save(update_fields=["begun_at"])
    publish(CourseDeletionBegun(deletion_id=deletion.pk, course_id=deletion.course_id))


def purge(turn: Turn) -> Mapping[str, Any]:
    """The second time there is nothing left, and what the first time found stands."""
    deletion = deletions.deletion(deletion_id=turn.saga_id)
    if deletion.completed_at:
        return {}
    deletion.completed_at = timezone.now()
    deletion.save(update_fields=["completed_at"])
    return {"removed": remove(course_id=turn.subject)}


def remove(*, course_id: UUID) -> dict[str, int]:
    """Delete the course with everything in it, in the caller's transaction; answers rows by table."""
    course = Course.objects.filter(pk=course_id).first()
    if course is None:
        return {}
    catalogue.hide(course=course)
    leave_course(course_id=course_id)
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(PERMIT)
        counts = {}
        for table, condition in PARTS:
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", [course_id])  # noqa: S608 - constants of this module
            counts[table] = cursor.rowcount
    publish(CourseDeleted(course_id=course_id))
    return counts
