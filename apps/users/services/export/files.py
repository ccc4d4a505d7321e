"""What reaches beyond the room's database: this room's part, the archive, and their removal. Outside transactions."""

from typing import BinaryIO
from uuid import UUID

import structlog
from django.utils import timezone

from apps.users import selectors
from apps.users.errors import ExportNotFound
from apps.users.models import Export, User
from apps.users.services import avatars, phones
from apps.users.services.export import steps
from apps.users.services.export.names import ROOMS, STEP_ROOMS
from gopro import exports
from gopro.sagas import rows
from gopro.storage.store import store

REMOVED_AT_ONCE = 1000

log = structlog.stdlib.get_logger(__name__)


def assemble(*, export_id: UUID) -> None:
    """The archive of what the rooms wrote and of what this one keeps; of an account that is gone, nothing."""
    export = selectors.export(export_id=export_id)
    if not User.objects.filter(pk=export.user_id).exists():
        remove(export_id=export_id)
        return
    sections = {
        **selectors.personal_sections(user_id=export.user_id),
        "avatar": avatars.exported(user_id=export.user_id),
        "phone": phones.exported(user_id=export.user_id),
    }
    own = exports.write_part(export_id=export_id, room="users", sections=sections)
    try:
        archive = exports.assemble(export_id=export_id, parts={"users": own} | _parts(export_id))
    except exports.PartMissing as missing:
        log.error("export not assembled; cancel it, and ask anew", export_id=str(export_id), why=str(missing))
        return
    steps.record_archive(export_id=export_id, size=archive.size, sha256=archive.sha256)


def opened(*, user_id: UUID) -> tuple[Export, BinaryIO]:
    """The newest archive, to be read and closed by the caller. Raises ExportNotFound, also once it is too old."""
    export = selectors.newest_export(user_id=user_id)
    if export.state != "ready":
        raise ExportNotFound
    try:
        return export, store().open(name=exports.archive_name(export.pk))
    except FileNotFoundError:
        raise ExportNotFound from None


def remove(*, export_id: UUID) -> None:
    """Nothing of it stays in the storage."""
    exports.remove_parts(export_id=export_id, rooms=("users", *ROOMS))
    store().delete(name=exports.archive_name(export_id))
    Export.objects.filter(pk=export_id).update(removed_at=timezone.now())


def remove_expired() -> None:
    """By the clock."""
    over = Export.objects.filter(expires_at__lt=timezone.now(), removed_at=None)
    for export_id in over.values_list("pk", flat=True)[:REMOVED_AT_ONCE]:
        remove(export_id=export_id)


def remove_all(*, user_id: UUID) -> None:
    """Every archive of a person who is erased; an export that goes on ends with its account."""
    for export_id in Export.objects.filter(user_id=user_id).values_list("pk", flat=True):
        remove(export_id=export_id)


def _parts(export_id: UUID) -> dict[str, exports.Part]:
    """As the rooms answered."""
    saga = rows.found(room="users", saga_id=export_id)
    answers = rows.answers(saga).get(STEP_ROOMS, {})
    return {room: exports.Part(**answers[room]) for room in ROOMS if room in answers}
