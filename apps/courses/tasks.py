"""LATER: reference solutions are run by a worker, never by the web process."""

from uuid import UUID

from apps.courses.services import recordings
from gopro.jobs import SANDBOXED, job


@job("courses.record", queue=SANDBOXED)
def record(version_id: str) -> None:
    recordings.record(version_id=UUID(version_id))


@job("courses.record_missing", queue=SANDBOXED, every=300)
def record_missing() -> None:
    recordings.record_missing()
