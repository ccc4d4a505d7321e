"""What the teller tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept(Event):
    """A thing was kept."""

    name: ClassVar[str] = "teller.thing.kept.v1"
    aggregate: ClassVar[str] = "owner_id"
    owner_id: UUID
    number: int
    title: str
    kept_at: datetime
