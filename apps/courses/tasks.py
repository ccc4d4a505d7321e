"""LATER: reference solutions are run by a worker, never by the web process."""

from uuid import UUID

from apps.courses.services import erasure, personal_exports, recordings
from apps.courses.services.deletion.plan import DELETE_COURSE
from gopro.jobs import SANDBOXED, job
from gopro.sagas.jobs import run_sagas_of

run_sagas_of(DELETE_COURSE.room)


@job("courses.record", queue=SANDBOXED)
def record(version_id: str) -> None:
    recordings.record(version_id=UUID(version_id))


@job("courses.record_missing", queue=SANDBOXED, every=300)
def record_missing() -> None:
    recordings.record_missing()


@job("courses.finish_erasures", every=30)
def finish_erasures() -> None:
    erasure.finish_erasures()


@job("courses.export_personal_data")
def export_personal_data(export_id: str, user_id: str) -> None:
    personal_exports.write_part(export_id=UUID(export_id), user_id=UUID(user_id))
