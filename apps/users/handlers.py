"""HEARS the other rooms: that they have erased what they had of somebody, or written it down for them."""

import apps.courses.contracts
import apps.notifications.contracts
import apps.progress.contracts
from apps.users.services.erasure import removal
from apps.users.services.export import steps
from gopro.events.registry import subscribe
from gopro.exports import Part


@subscribe(apps.courses.contracts.PersonalDataErased)
def courses_erased(event: apps.courses.contracts.PersonalDataErased) -> None:
    removal.record_erased(erasure_id=event.erasure_id, room="courses", counts=event.counts, digest=event.digest)


@subscribe(apps.progress.contracts.PersonalDataErased)
def progress_erased(event: apps.progress.contracts.PersonalDataErased) -> None:
    removal.record_erased(erasure_id=event.erasure_id, room="progress", counts=event.counts, digest=event.digest)


@subscribe(apps.notifications.contracts.PersonalDataErased)
def notifications_erased(event: apps.notifications.contracts.PersonalDataErased) -> None:
    removal.record_erased(erasure_id=event.erasure_id, room="notifications", counts=event.counts, digest=event.digest)


@subscribe(apps.courses.contracts.PersonalDataExported)
def courses_exported(event: apps.courses.contracts.PersonalDataExported) -> None:
    part = Part(counts=event.counts, size=event.size, sha256=event.sha256)
    steps.record_part(export_id=event.export_id, room="courses", part=part)


@subscribe(apps.progress.contracts.PersonalDataExported)
def progress_exported(event: apps.progress.contracts.PersonalDataExported) -> None:
    part = Part(counts=event.counts, size=event.size, sha256=event.sha256)
    steps.record_part(export_id=event.export_id, room="progress", part=part)


@subscribe(apps.notifications.contracts.PersonalDataExported)
def notifications_exported(event: apps.notifications.contracts.PersonalDataExported) -> None:
    part = Part(counts=event.counts, size=event.size, sha256=event.sha256)
    steps.record_part(export_id=event.export_id, room="notifications", part=part)
