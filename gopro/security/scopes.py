"""What a personal access token can be limited to: reading or writing in a room."""

from django.conf import settings

READ, WRITE = "read", "write"


def scope_of(room: str, act: str) -> str:
    return f"{room}:{act}"


def known() -> tuple[str, ...]:
    """All that a token can be given."""
    return tuple(scope_of(room, act) for room in settings.ROOMS for act in (READ, WRITE))
