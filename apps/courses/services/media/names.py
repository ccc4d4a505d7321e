"""Where the store keeps the files: what was looked at, and what was sent and not looked at yet."""

from typing import Final
from uuid import UUID

KEPT: Final = "media/"
SENT: Final = "uploads/"


def kept(media_id: UUID) -> str:
    return f"{KEPT}{media_id}"


def sent(media_id: UUID) -> str:
    return f"{SENT}{media_id}"


def media_id_of(name: str) -> UUID | None:
    """None for what nobody here has named."""
    try:
        return UUID(name.rpartition("/")[2])
    except ValueError:
        return None
