"""What operators say, checked: rooms, kinds of facts, times."""

from datetime import UTC, datetime

from django.conf import settings

from gopro.errors import Invalid, NotFound
from gopro.events.registry import all_subscriptions, event_types


def room_here(name: str) -> str:
    """A room that this process hosts."""
    if name in settings.ROOMS_HERE:
        return name
    if name in settings.ROOMS:
        raise NotFound(
            f"The room {name} is not hosted by this process, so its rows can't be reached. Run it where it is, "
            f"or with GOPRO_ROOMS naming it and DATABASE_URL_{name.upper()} saying where its rows are."
        )
    raise NotFound(f"There is no room {name}; the rooms are {', '.join(settings.ROOMS)}.")


def told_kinds(*, room: str, kind: str | None) -> list[str]:
    """The kind that was named, or all that the room tells."""
    known = sorted({one.kind() for one in event_types().values() if one.room() == room})
    if kind is None:
        return known
    if kind not in known:
        raise NotFound(f"The room {room} tells nothing of {kind}; it tells of {', '.join(known)}.")
    return [kind]


def heard_kinds(*, room: str, subscriber: str, kind: str | None) -> list[str]:
    """Of those kinds, what the subscriber hears."""
    hears = {one.event_type.kind() for one in all_subscriptions() if one.consumer == subscriber}
    found = [one for one in told_kinds(room=room, kind=kind) if one in hears]
    if not found:
        raise NotFound(
            f"{subscriber} hears nothing of {kind or room}; it hears {', '.join(sorted(hears)) or 'nothing'}."
        )
    return found


def moment(text: str) -> datetime:
    """ISO 8601, such as 2026-11-24 or 2026-11-24T10:30:00Z; in UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no time; say 2026-11-24 or 2026-11-24T10:30:00Z (ISO 8601).") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
