"""HEARS users: who is to be forgotten; and progress: how far it is with a course that is to go."""

from apps.courses.services import erasure, personal_exports
from apps.courses.services.deletion import removal
from apps.progress.contracts import EnrollmentsEnded, LearnersWarned
from apps.users.contracts import ErasureBegun, ExportRequested
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
