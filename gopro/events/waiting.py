"""Streams that wait: after a failure, at a gap, or for a person to see to a dead letter."""

from django.db.models import QuerySet

from gopro.audit import trail
from gopro.database import aliases_here, atomic
from gopro.errors import Conflict, NotFound
from gopro.events import wake
from gopro.events.models import Inbox, InboxState, StreamCursor


class WaitsForPerson(Conflict):
    code = "waits_for_person"
    title = "The stream waits for a dead letter: retry it or discard it"


def in_room(room: str) -> QuerySet[StreamCursor]:
    """The one that has waited longest, first."""
    cursors = StreamCursor.objects.using(aliases_here()[room])
    return cursors.filter(waits_since__isnull=False).order_by("waits_since", "id")


def release(*, room: str, cursor_id: int, reason: str) -> None:
    """Try now, in the place of waiting out the pause. Raises WaitsForPerson, or NotFound where nothing waits."""
    with atomic(room):
        cursor = in_room(room).select_for_update().filter(id=cursor_id).first()
        if cursor is None:
            raise NotFound("This stream does not wait any more.")
        if _next(cursor).filter(state=InboxState.DEAD).exists():
            raise WaitsForPerson
        cursor.blocked_until = None
        cursor.save(update_fields=["blocked_until"])
        trail.record(
            room=room,
            action="events.stream.release",
            object_type="gopro_events.streamcursor",
            object_id=str(cursor.id),
            reason=trail.required(reason),
            changes={"stream": f"{cursor.stream} for {cursor.consumer}", "waits_for": cursor.waits_for},
        )
    wake.ring(wake.INBOX)


def _next(cursor: StreamCursor) -> QuerySet[Inbox]:
    rows = Inbox.objects.using(cursor._state.db).filter(consumer=cursor.consumer, stream=cursor.stream)
    return rows.filter(sequence=cursor.last_sequence + 1)
