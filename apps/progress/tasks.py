"""LATER: grading, and looking after what was lost on the way to it."""

from uuid import UUID

from apps.progress.services import deletions, erasure, following, grading, personal_exports
from apps.progress.services.impacts import estimating, requests, trials
from gopro.jobs import SANDBOXED, job


@job("progress.grade", queue=SANDBOXED)
def grade(submission_id: str) -> None:
    grading.grade(submission_id=UUID(submission_id))


@job("progress.sweep", every=15)
def sweep() -> None:
    grading.sweep()


@job("progress.finish_erasures", every=30)
def finish_erasures() -> None:
    erasure.finish_erasures()


@job("progress.advance_deletion")
def advance_deletion(deletion_id: str) -> None:
    deletions.advance(deletion_id=UUID(deletion_id))


@job("progress.advance_deletions", every=30)
def advance_deletions() -> None:
    deletions.advance_all()


@job("progress.export_personal_data")
def export_personal_data(export_id: str, user_id: str) -> None:
    personal_exports.write_part(export_id=UUID(export_id), user_id=UUID(user_id))


@job("progress.follow_course")
def follow_course(course_id: str) -> None:
    following.follow_course(course_id=UUID(course_id))


@job("progress.follow_courses", every=30)
def follow_courses() -> None:
    following.sweep()


@job("progress.estimate_impact")
def estimate_impact(impact_id: str) -> None:
    estimating.estimate(impact_id=UUID(impact_id))


@job("progress.try_submission", queue=SANDBOXED)
def try_submission(impact_id: str) -> None:
    trials.try_next(impact_id=UUID(impact_id))


@job("progress.sweep_impacts", every=30)
def sweep_impacts() -> None:
    requests.sweep()
