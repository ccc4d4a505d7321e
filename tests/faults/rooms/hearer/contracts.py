"""What the hearer tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted(Event):
    """A count was heard and noted."""

    name: ClassVar[str] = "hearer.note.noted.v1"
    aggregate: ClassVar[str] = "counter_id"
    counter_id: UUID
    number: int
