"""The fact of an audit entry: one contract a room, all made from this definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import ClassVar

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditRecorded(Event):
    """Somebody did something, or was refused it. Ids and names of fields; no value that is a person's to erase.

    `chain` is the room; `hash` seals the entry and, through `previous_hash`, every entry before it.
    """

    aggregate: ClassVar[str] = "chain"
    chain: str
    number: int
    at: datetime
    actor_id: str
    on_behalf_of_id: str
    action: str
    object_type: str
    object_id: str
    outcome: str
    reason: str
    changes: Mapping[str, str]
    client_network: str
    client_agent: str
    request_id: str
    traceparent: str
    previous_hash: str
    hash: str


@cache
def contract_of(room: str) -> type[AuditRecorded]:
    """The room's own contract, so that a new room has an audit on its first day."""
    members = {"__slots__": (), "__doc__": AuditRecorded.__doc__, "__module__": __name__}
    return type(f"{room.capitalize()}AuditRecorded", (AuditRecorded,), {**members, "name": name_of(room)})


def name_of(room: str) -> str:
    return f"{room}.audit.audit_recorded.v1"


def stream_of(room: str) -> str:
    return f"{room}.audit:{room}"
