"""What becomes of a fact that can't be handled now: its stream waits, and at last a person sees a dead letter."""

import secrets
import traceback
from dataclasses import dataclass
from typing import Any

from django.db import connections

from gopro.database import alias_of
from gopro.events.codec import Undecodable
from gopro.events.fact import Heard
from gopro.events.models import InboxState
from gopro.events.registry import OnFailure

TRIES = 12
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 600.0
GAP_PAUSE_SECONDS = 0.25
HALTED_SECONDS = 100 * 365 * 86_400.0  # until a person retries or discards the dead letter

HOLD = """
INSERT INTO gopro_events_streamcursor AS cursor (consumer, stream, last_sequence, blocked_until, waits_for)
VALUES (%s, %s, %s, clock_timestamp() + %s * interval '1 second', %s)
ON CONFLICT (consumer, stream) DO UPDATE SET blocked_until = excluded.blocked_until, waits_for = excluded.waits_for
"""
BOOK = "UPDATE gopro_events_inbox SET state = %s, attempts = attempts + 1, last_error = %s WHERE id = %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    error: Exception
    on_failure: OnFailure

    def text(self) -> str:
        """The error with its place, NUL-free and bounded, as PostgreSQL keeps it."""
        return "".join(traceback.format_exception(self.error)).replace("\x00", "")[-4000:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """Why a stream goes no further for this consumer, and for how long."""

    row: Heard
    why: str
    seconds: float


def pause_seconds(attempt: int) -> float:
    """Full jitter: uniform between 0 and 1 s * 2^attempt, at most ten minutes (AWS Architecture Blog, 2015)."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    return secrets.SystemRandom().uniform(0, longest)


def gap(*, row: Heard, expected: int) -> Stop:
    return Stop(row=row, why=f"#{expected} has not arrived", seconds=GAP_PAUSE_SECONDS)


def book(*, room: str, row: Heard, failure: Failure) -> Stop | None:
    """Write the failed try down. Answers how the stream stops, or None where it goes on without this fact."""
    revived = row.state == InboxState.REVIVED
    dead = revived or isinstance(failure.error, Undecodable) or row.attempts + 1 >= TRIES
    _run(room, BOOK, [InboxState.DEAD if dead else row.state, failure.text(), row.id])
    if not dead:
        return Stop(row=row, why=f"#{row.sequence} failed", seconds=pause_seconds(row.attempts))
    if revived or failure.on_failure is OnFailure.SKIP:
        return None
    return Stop(row=row, why=f"#{row.sequence} is a dead letter", seconds=HALTED_SECONDS)


def hold(*, room: str, stop: Stop, position: int) -> None:
    row = stop.row
    _run(room, HOLD, [row.consumer, row.stream, position, stop.seconds, stop.why])


def _run(room: str, sql: str, params: list[Any]) -> None:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
