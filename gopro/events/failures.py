"""What becomes of a fact that can't be handled now: its stream waits, and at last a person sees a dead letter."""

import re
import secrets
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from gopro.database import alias_of
from gopro.events import metrics
from gopro.events.codec import Undecodable
from gopro.events.fact import Heard
from gopro.events.models import InboxState
from gopro.events.registry import OnFailure
from gopro.observability import redaction
from gopro.security.keys.errors import KeysUnavailable

TRIES = 12
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 600.0
GAP_PAUSE_SECONDS = 0.25
LONGEST_GAP_PAUSE_SECONDS = 5.0
HALTED_SECONDS = 100 * 365 * 86_400.0  # until a person retries or discards the dead letter

ROW_VALUES = re.compile(r"^DETAIL:.*$\n?", re.MULTILINE)  # PostgreSQL shows the row that it refuses
DEADLOCK, SERIALIZATION, LOCK_TIMEOUT = "40P01", "40001", "55P03"
SERVER_AWAY = ("57P01", "57P02", "57P03", "08")  # stopping, crashed, starting, no connection

HOLD = """
INSERT INTO gopro_events_streamcursor AS cursor
    (consumer, stream, last_sequence, blocked_until, waits_for, waits_since)
VALUES (%(consumer)s, %(stream)s, %(position)s,
    clock_timestamp() + %(seconds)s * interval '1 second', %(why)s, clock_timestamp())
ON CONFLICT (consumer, stream) DO UPDATE SET waits_for = excluded.waits_for,
    waits_since = coalesce(cursor.waits_since, excluded.waits_since),
    blocked_until = excluded.blocked_until + CASE WHEN %(is_gap)s
        THEN least(%(longest)s * interval '1 second', clock_timestamp() - cursor.waits_since) ELSE interval '0' END
"""
BOOK = """
UPDATE gopro_events_inbox SET state = %s, attempts = attempts + %s, last_error = %s
WHERE id = %s AND state IN (0, 3)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    error: Exception
    on_failure: OnFailure
    personal: tuple[str, ...] = field(default=(), repr=False)  # what the fact says of people

    def text(self) -> str:
        """The error with its place, NUL-free and bounded, as PostgreSQL keeps it, and without what nobody may read."""
        told = "".join(traceback.format_exception(self.error)).replace("\x00", "")
        return redaction.without(ROW_VALUES.sub("", told), values=self.personal)[-4000:]

    def is_passing(self) -> bool:
        """It says nothing about the fact: other transactions or the server were in the way. Such a try counts not."""
        return any(_is_passing(error) for error in _chain(self.error))


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """Why a stream goes no further for this consumer, and for how long."""

    row: Heard
    why: str
    seconds: float
    is_gap: bool = False


def pause_seconds(attempt: int) -> float:
    """Full jitter: uniform between 0 and 1 s * 2^attempt, at most ten minutes (AWS Architecture Blog, 2015)."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    return secrets.SystemRandom().uniform(0, longest)


def gap(*, row: Heard, expected: int) -> Stop:
    return Stop(row=row, why=f"#{expected} has not arrived", seconds=GAP_PAUSE_SECONDS, is_gap=True)


def book(*, room: str, row: Heard, failure: Failure) -> Stop | None:
    """Write the failed try down. Answers how the stream stops, or None where it goes on: without this fact, or because
    another worker has handled it meanwhile.
    """
    passing, revived = failure.is_passing(), row.state == InboxState.REVIVED
    hopeless = revived or isinstance(failure.error, Undecodable) or row.attempts + 1 >= TRIES
    dead = hopeless and not passing
    state = InboxState.DEAD if dead else row.state
    if not _run(room, BOOK, [state, 0 if passing else 1, failure.text(), row.id]):
        return None
    metrics.RETRIES.labels(room=room).inc()
    if not dead:
        return Stop(row=row, why=f"#{row.sequence} failed", seconds=pause_seconds(0 if passing else row.attempts))
    if revived or failure.on_failure is OnFailure.SKIP:
        return None
    return Stop(row=row, why=f"#{row.sequence} is a dead letter", seconds=HALTED_SECONDS)


def hold(*, room: str, stop: Stop, position: int) -> None:
    """Have the stream wait. At a gap the longer the longer it has waited, since then it is less likely to close."""
    params = {
        "consumer": stop.row.consumer,
        "stream": stop.row.stream,
        "position": position,
        "seconds": stop.seconds,
        "why": stop.why,
        "is_gap": stop.is_gap,
        "longest": LONGEST_GAP_PAUSE_SECONDS,
    }
    _run(room, HOLD, params)


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, KeysUnavailable):
        return True
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    if code is None:
        return isinstance(error, OperationalError | InterfaceError)
    return code in {DEADLOCK, SERIALIZATION, LOCK_TIMEOUT} or code.startswith(SERVER_AWAY)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _run(room: str, sql: str, params: Any) -> int:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
