"""What the saga does in this room's transaction."""

from dataclasses import asdict
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import ExportReady, ExportRequested
from apps.users.models import Export
from apps.users.services.export.names import KEPT, STEP_ARCHIVE, STEP_ROOMS
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.exports import Part
from gopro.jobs import enqueue
from gopro.sagas.plan import Turn
from gopro.sagas.replies import reply


def ask_rooms(turn: Turn) -> None:
    Export.objects.get_or_create(pk=turn.saga_id, defaults={"user_id": turn.subject})
    publish(ExportRequested(export_id=turn.saga_id, user_id=turn.subject))


@atomic("users")
def record_part(*, export_id: UUID, room: str, part: Part) -> None:
    """A room has written its part."""
    reply(room="users", saga_id=export_id, step=STEP_ROOMS, source=room, answer=asdict(part))


def ask_archive(turn: Turn) -> None:
    """The job finds what the rooms answered in the saga."""
    enqueue("users.assemble_export", turn.saga_id)


@atomic("users")
def record_archive(*, export_id: UUID, size: int, sha256: str) -> None:
    Export.objects.filter(pk=export_id).update(size=size, sha256=sha256)
    reply(room="users", saga_id=export_id, step=STEP_ARCHIVE, source="users", answer={"size": size})


def tell(turn: Turn) -> None:
    """From now on it can be fetched, for a week."""
    export = selectors.export(export_id=turn.saga_id)
    if export.completed_at:
        return
    export.completed_at = timezone.now()
    export.expires_at = export.completed_at + KEPT
    export.save(update_fields=["completed_at", "expires_at"])
    publish(ExportReady(export_id=export.pk, user_id=export.user_id, expires_at=export.expires_at))


def drop(turn: Turn) -> None:
    """An export that was cancelled leaves no file."""
    Export.objects.filter(pk=turn.saga_id).update(removed_at=timezone.now())
    enqueue("users.remove_export", turn.saga_id)
