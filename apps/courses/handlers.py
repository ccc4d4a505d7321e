"""HEARS users: who is to be forgotten; and progress: how far it is with a course that is to go,
what learners begin and complete, and what a publication would do to them.
"""

from dataclasses import asdict

from apps.courses.services import erasure, personal_exports, popularity
from apps.courses.services.deletion import removal
from apps.courses.services.impacts import answers
from apps.progress.contracts import (
    CourseCompleted,
    EnrollmentCreated,
    EnrollmentsEnded,
    LearnersWarned,
    PublishImpactEstimated,
)
from apps.users.contracts import ErasureBegun, ExportRequested
from gopro.events.hearing import told_at
from gopro.events.registry import subscribe


@subscribe(ExportRequested)
def export_personal_data(event: ExportRequested) -> None:
    personal_exports.request_part(export_id=event.export_id, user_id=event.user_id)


@subscribe(ErasureBegun)
def erase_user(event: ErasureBegun) -> None:
    erasure.erase_user(erasure_id=event.erasure_id, user_id=event.user_id)


@subscribe(LearnersWarned)
def note_warning(event: LearnersWarned) -> None:
    removal.record_warned(deletion_id=event.deletion_id, learners=event.learners)


@subscribe(EnrollmentsEnded)
def note_ended_enrollments(event: EnrollmentsEnded) -> None:
    removal.record_ended(deletion_id=event.deletion_id, enrollments=event.enrollments)


@subscribe(EnrollmentCreated)
def count_enrollment(event: EnrollmentCreated) -> None:
    popularity.count_enrollment(course_id=event.course_id, at=told_at())


@subscribe(CourseCompleted)
def count_completion(event: CourseCompleted) -> None:
    popularity.count_completion(course_id=event.course_id, at=told_at())


@subscribe(PublishImpactEstimated)
def note_impact(event: PublishImpactEstimated) -> None:
    figures = asdict(event)
    for name in ("impact_id", "course_id", "is_final"):
        del figures[name]
    answers.record_impact(impact_id=event.impact_id, is_final=event.is_final, figures=figures)
