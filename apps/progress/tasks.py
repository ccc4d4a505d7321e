"""LATER: grading, and looking after what was lost on the way to it."""

from uuid import UUID

from apps.progress.services import grading
from gopro.jobs import SANDBOXED, job


@job("progress.grade", queue=SANDBOXED)
def grade(submission_id: str) -> None:
    grading.grade(submission_id=UUID(submission_id))


@job("progress.sweep", every=15)
def sweep() -> None:
    grading.sweep()
