"""Counting."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import connections

from gopro.database import alias_of, atomic, defer
from gopro.events.outbox import publish
from tests.faults.rooms.teller.contracts import Counted, Whispered

COUNT = """
INSERT INTO teller_counter AS counter (id, number) VALUES (%s, 1)
ON CONFLICT (id) DO UPDATE SET number = counter.number + 1 RETURNING number
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a count takes its time: where its transaction pauses, and when PostgreSQL cuts it short."""

    pause_first: float = 0.0
    pause_last: float = 0.0
    timeout_ms: int = 0
    whisper: bool = False
    fail_last: bool = False


class ChangedItsMind(RuntimeError):
    """Asked for, after the fact was told: the whole change must be undone."""


@atomic("teller")
def count(*, counter_id: UUID, manner: Manner) -> int:
    with connections[alias_of("teller")].cursor() as cursor:
        if manner.timeout_ms:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{manner.timeout_ms}ms"])
        if manner.pause_first:
            cursor.execute("SELECT pg_current_xact_id()")  # an early number for a transaction that comes late
            time.sleep(manner.pause_first)
        cursor.execute(COUNT, [counter_id])
        number: int = cursor.fetchone()[0]
    publish(Counted(counter_id=counter_id, number=number))
    if manner.whisper:
        publish(Whispered(counter_id=counter_id, words="unheard"))
    defer(pause, manner.pause_last)
    if manner.fail_last:
        raise ChangedItsMind
    return number


def pause(_room: str, seconds: list[float]) -> None:
    """With the facts written, and not committed."""
    time.sleep(sum(seconds))
