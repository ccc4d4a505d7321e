"""A fact on its way between outbox, broker and inbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """`data` and `meta` stay JSON text, since nobody on the way reads them."""

    id: int
    event_id: UUID
    type: str
    stream: str
    sequence: int
    shard: int
    data: str
    meta: str
    told_at: datetime


COLUMNS = ", ".join(f"outbox.{name}::text" if name in {"data", "meta"} else f"outbox.{name}" for name in Fact.__slots__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A row of the inbox, with `handled`: how far its consumer has come in its stream."""

    id: int
    consumer: str
    event_id: UUID
    type: str
    stream: str
    sequence: int
    data: str
    meta: str
    state: int
    attempts: int
    handled: int
