"""Dead letters: what an operator sees of facts that could not be handled, and does about them."""

from django.db.models import QuerySet

from gopro.database import aliases_here, atomic
from gopro.errors import NotFound
from gopro.events import wake
from gopro.events.models import Inbox, InboxState, StreamCursor


def in_room(room: str) -> QuerySet[Inbox]:
    return Inbox.objects.using(aliases_here()[room]).filter(state=InboxState.DEAD).order_by("id")


def find(*, room: str, letter_id: int) -> Inbox:
    letter = in_room(room).filter(id=letter_id).first()
    if letter is None:
        raise NotFound(f"The room {room} has no dead letter {letter_id}. See manage.py deadletters list.")
    return letter


def retry(*, room: str, letter_id: int) -> None:
    """Have it handled again: in its place where its stream waits for it, else by itself."""
    with atomic(room):
        letter = find(room=room, letter_id=letter_id)
        waits = _is_waited_for(letter)
        letter.state = InboxState.PENDING if waits else InboxState.REVIVED
        letter.attempts = 0
        letter.save(update_fields=["state", "attempts"])
        _release(letter)
    wake.ring(wake.INBOX)


def discard(*, room: str, letter_id: int) -> None:
    """Let the stream go on without its effect; the row and its error stay to be read."""
    with atomic(room):
        letter = find(room=room, letter_id=letter_id)
        waits = _is_waited_for(letter)
        letter.state = InboxState.DONE
        letter.save(update_fields=["state"])
        if waits:
            _cursors(letter).update(last_sequence=letter.sequence)
        _release(letter)
    wake.ring(wake.INBOX)


def _cursors(letter: Inbox) -> QuerySet[StreamCursor]:
    return StreamCursor.objects.using(letter._state.db).filter(consumer=letter.consumer, stream=letter.stream)


def _is_waited_for(letter: Inbox) -> bool:
    cursor = _cursors(letter).select_for_update().first()
    return cursor is None or cursor.last_sequence < letter.sequence


def _release(letter: Inbox) -> None:
    _cursors(letter).update(blocked_until=None, waits_for="")
