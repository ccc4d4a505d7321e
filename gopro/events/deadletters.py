"""Dead letters: what an operator sees of facts that could not be handled, and does about them, with a reason."""

from django.db.models import QuerySet

from gopro.audit import trail
from gopro.database import aliases_here, atomic
from gopro.errors import NotFound
from gopro.events import wake
from gopro.events.models import Inbox, InboxState, StreamCursor


def in_room(room: str, *, type_: str = "", consumer: str = "", stream: str = "") -> QuerySet[Inbox]:
    """The oldest first; of this type, consumer and stream, where they are named."""
    named = {"type": type_, "consumer": consumer, "stream": stream}
    wanted = {name: value for name, value in named.items() if value}
    return Inbox.objects.using(aliases_here()[room]).filter(state=InboxState.DEAD, **wanted).order_by("id")


def find(*, room: str, letter_id: int) -> Inbox:
    return _existing(in_room(room), room=room, letter_id=letter_id)


def retry(*, room: str, letter_id: int, reason: str) -> None:
    """Have it handled again: in its place where its stream waits for it, else by itself."""
    with atomic(room):
        letter = _locked(room=room, letter_id=letter_id)
        waits = _is_waited_for(letter)
        letter.state = InboxState.PENDING if waits else InboxState.REVIVED
        letter.attempts = 0
        letter.save(update_fields=["state", "attempts"])
        _release(letter)
        _record(letter, room=room, verb="retry", reason=reason)
    wake.ring(wake.INBOX)


def discard(*, room: str, letter_id: int, reason: str) -> None:
    """Let the stream go on without its effect; the row and its error stay to be read."""
    with atomic(room):
        letter = _locked(room=room, letter_id=letter_id)
        waits = _is_waited_for(letter)
        letter.state = InboxState.DONE
        letter.save(update_fields=["state"])
        if waits:
            _cursors(letter).update(last_sequence=letter.sequence)
        _release(letter)
        _record(letter, room=room, verb="discard", reason=reason)
    wake.ring(wake.INBOX)


def _locked(*, room: str, letter_id: int) -> Inbox:
    """Of two operators who see to the same one, the second finds that it is none any more."""
    return _existing(in_room(room).select_for_update(), room=room, letter_id=letter_id)


def _existing(letters: QuerySet[Inbox], *, room: str, letter_id: int) -> Inbox:
    letter = letters.filter(id=letter_id).first()
    if letter is None:
        raise NotFound(f"The room {room} has no dead letter {letter_id}. See manage.py deadletters list.")
    return letter


def _cursors(letter: Inbox) -> QuerySet[StreamCursor]:
    return StreamCursor.objects.using(letter._state.db).filter(consumer=letter.consumer, stream=letter.stream)


def _is_waited_for(letter: Inbox) -> bool:
    cursor = _cursors(letter).select_for_update().first()
    return cursor is None or cursor.last_sequence < letter.sequence


def _release(letter: Inbox) -> None:
    _cursors(letter).update(blocked_until=None, waits_for="", waits_since=None, reported_at=None)


def _record(letter: Inbox, *, room: str, verb: str, reason: str) -> None:
    trail.record(
        room=room,
        action=f"events.deadletter.{verb}",
        object_type="gopro_events.inbox",
        object_id=str(letter.id),
        reason=trail.required(reason),
        changes={
            "event_id": str(letter.event_id),
            "fact": f"{letter.type} #{letter.sequence} of {letter.stream} for {letter.consumer}",
        },
    )
