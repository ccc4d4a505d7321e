"""Sessions that ended before their tokens do: marks in Redis, which every process that checks a token looks at.

The room that keeps the sessions marks them, and marks them again from its tables, should Redis lose them. While Redis
is away, tokens hold until they expire.
"""

import time
from collections.abc import Iterable
from datetime import timedelta
from threading import Lock
from uuid import UUID

import structlog
from redis import RedisError

from gopro.cache import client

log = structlog.stdlib.get_logger(__name__)

MARKED_FOR = timedelta(hours=9)  # longer than any token lives
KNOWN_FOR = 2.0  # seconds in which a process doesn't ask again
MOST_KNOWN = 10_000


class Known:
    """What this process was told lately, so that a busy session costs one look in two seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: dict[UUID, tuple[float, bool]] = {}
        self._away_until = 0.0

    def recall(self, session_id: UUID) -> bool | None:
        """The last answer, or None where it is none or too old."""
        at, is_revoked = self._sessions.get(session_id, (-KNOWN_FOR, False))
        if is_revoked or time.monotonic() - at < KNOWN_FOR:
            return is_revoked
        return False if time.monotonic() < self._away_until else None

    def learn(self, session_id: UUID, *, is_revoked: bool) -> None:
        with self._lock:
            if len(self._sessions) >= MOST_KNOWN:
                self._sessions.clear()
            self._sessions[session_id] = (time.monotonic(), is_revoked)

    def nobody_answers(self) -> None:
        self._away_until = time.monotonic() + KNOWN_FOR

    def forget(self) -> None:
        with self._lock:
            self._sessions.clear()
        self._away_until = 0.0


known = Known()


def revoke(session_ids: Iterable[UUID]) -> None:
    """Tokens of these sessions hold no more, here at once and elsewhere within KNOWN_FOR seconds."""
    ended = tuple(session_ids)
    for session_id in ended:
        known.learn(session_id, is_revoked=True)
    try:
        with client().pipeline(transaction=False) as pipe:
            for session_id in ended:
                pipe.set(_key(session_id), 1, ex=MARKED_FOR)
            pipe.execute()
    except RedisError:
        log.warning("sessions not marked; the sweep will", sessions=len(ended))


def is_revoked(session_id: UUID) -> bool:
    recalled = known.recall(session_id)
    if recalled is not None:
        return recalled
    try:
        found = bool(client().exists(_key(session_id)))
    except RedisError:
        known.nobody_answers()
        return False
    known.learn(session_id, is_revoked=found)
    return found


def _key(session_id: UUID) -> str:
    return f"revoked:{session_id}"
