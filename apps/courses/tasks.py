"""LATER: reference solutions are run by a worker, never by the web process."""

from uuid import UUID

from apps.courses.services import catalogue, erasure, personal_exports, recordings
from apps.courses.services.deletion.plan import DELETE_COURSE
from apps.courses.services.impacts import answers
from apps.courses.services.media import collection, removal
from apps.courses.services.publications import due
from gopro.jobs import SANDBOXED, job
from gopro.sagas.jobs import run_sagas_of

run_sagas_of(DELETE_COURSE.room)


@job("courses.record", queue=SANDBOXED)
def record(version_id: str) -> None:
    recordings.record(version_id=UUID(version_id))


@job("courses.record_missing", queue=SANDBOXED, every=300)
def record_missing() -> None:
    recordings.record_missing()


@job("courses.publish_due", every=5)
def publish_due() -> None:
    due.start_due()


@job("courses.publish_scheduled")
def publish_scheduled(course_id: str) -> None:
    due.publish_scheduled(course_id=UUID(course_id))


@job("courses.index_catalogue", every=60)
def index_catalogue() -> None:
    catalogue.index_anew()


@job("courses.finish_erasures", every=30)
def finish_erasures() -> None:
    erasure.finish_erasures()


@job("courses.remove_media_files")
def remove_media_files(media_id: str) -> None:
    removal.remove_files(media_id=UUID(media_id))


@job("courses.collect_media", every=3600)
def collect_media() -> None:
    collection.collect()


@job("courses.export_personal_data")
def export_personal_data(export_id: str, user_id: str) -> None:
    personal_exports.write_part(export_id=UUID(export_id), user_id=UUID(user_id))


@job("courses.forget_impacts", every=3600)
def forget_impacts() -> None:
    answers.forget_impacts()
