"""What the teller tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted(Event):
    """A counter went up by one, to this number."""

    name: ClassVar[str] = "teller.counter.counted.v1"
    aggregate: ClassVar[str] = "counter_id"
    counter_id: UUID
    number: int
    step: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Whispered(Event):
    """Something that nobody subscribed to: a type unknown to whoever hears the counter."""

    name: ClassVar[str] = "teller.counter.whispered.v1"
    aggregate: ClassVar[str] = "counter_id"
    counter_id: UUID
    words: str
