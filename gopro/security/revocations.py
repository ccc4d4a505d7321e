"""Sessions that ended before their tokens do: marks in Redis, which every process that checks a token looks at.

The room that keeps the sessions marks them, and marks them again from its tables, should Redis lose them: with the
marks stands a seal, lost with them. What can't be marked since Redis is away is marked as soon as it is back. While it
is away, tokens of sessions hold until they expire, which is soon; whoever checks tokens that live long asks `answer`.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from uuid import UUID

import structlog
from redis import RedisError

from gopro.cache import client
from gopro.security.tokens.uses import LONGEST_OF_SESSION

log = structlog.stdlib.get_logger(__name__)

MARKED_FOR = LONGEST_OF_SESSION
KNOWN_FOR = 1.0  # seconds in which a process doesn't ask again
MOST_KNOWN = 10_000
LEEWAY = timedelta(minutes=1)  # clocks differ
SEAL = "revoked.sessions_marked"
SEALED_FOR = timedelta(minutes=1)  # unless renewed: whatever was away for longer may have missed marks
RETRIED_EVERY = 0.5  # seconds


class Known:
    """What this process was told lately, so that a busy session costs one look a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: dict[UUID, tuple[float, bool]] = {}
        self._away_until = 0.0

    def recall(self, session_id: UUID) -> bool | None:
        """The last answer, or None where it is none or too old."""
        at, is_revoked = self._sessions.get(session_id, (-KNOWN_FOR, False))
        return is_revoked if is_revoked or time.monotonic() - at < KNOWN_FOR else None

    @property
    def is_away(self) -> bool:
        return time.monotonic() < self._away_until

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


class Unmarked:
    """What Redis could not be told of: told by a thread as soon as it answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._expiries: dict[UUID, datetime] = {}
        self._thread: Thread | None = None

    def add(self, expiries: Mapping[UUID, datetime]) -> None:
        with self._lock:
            self._expiries.update(expiries)
            if self._thread is None:
                self._thread = Thread(target=self._try_until_done, daemon=True, name="revocations")
                self._thread.start()

    def _try_until_done(self) -> None:
        while True:
            time.sleep(RETRIED_EVERY)
            with self._lock:
                waiting = dict(self._expiries)
            try:
                _mark(waiting)
            except RedisError:
                continue
            with self._lock:
                for session_id in waiting:
                    del self._expiries[session_id]
                if not self._expiries:
                    self._thread = None
                    return


known = Known()
unmarked = Unmarked()


def revoke(session_ids: Iterable[UUID]) -> None:
    """Tokens of these sessions hold no more, here at once and elsewhere within KNOWN_FOR seconds."""
    revoke_until(dict.fromkeys(session_ids, datetime.now(UTC) + MARKED_FOR))


def revoke_until(expiries: Mapping[UUID, datetime]) -> None:
    """The same of ids whose tokens would hold until these times: so long the marks stay."""
    for session_id in expiries:
        known.learn(session_id, is_revoked=True)
    try:
        _mark(expiries)
    except RedisError:
        log.warning("not marked as revoked yet", count=len(expiries))
        unmarked.add(expiries)


def is_revoked(session_id: UUID) -> bool:
    """Where nobody knows, it isn't."""
    return bool(answer(session_id))


def answer(session_id: UUID) -> bool | None:
    """Whether it is revoked; None while Redis is away and nothing is known here."""
    recalled = known.recall(session_id)
    if recalled is not None or known.is_away:
        return recalled
    try:
        found = bool(client().exists(_key(session_id)))
    except RedisError:
        known.nobody_answers()
        return None
    known.learn(session_id, is_revoked=found)
    return found


def keep(session_ids: Iterable[UUID], *, until: Mapping[UUID, datetime]) -> None:
    """Mark these, and put the seal to it: together with those that were marked before, they are all."""
    expiries = dict.fromkeys(session_ids, datetime.now(UTC) + MARKED_FOR)
    try:
        _mark({**expiries, **until}, with_seal=True)
    except RedisError:
        log.warning("sessions not marked; the next sweep will")


def are_kept() -> bool:
    """Whether Redis has been there, with all that it was told, since the last `keep`."""
    try:
        return bool(client().exists(SEAL))
    except RedisError:
        return False


def _mark(expiries: Mapping[UUID, datetime], *, with_seal: bool = False) -> None:
    """All or none: a seal without its marks would lie."""
    with client().pipeline(transaction=True) as pipe:
        for session_id, expires_at in expiries.items():
            pipe.set(_key(session_id), 1, exat=expires_at + LEEWAY)
        if with_seal:
            pipe.set(SEAL, 1, ex=SEALED_FOR)
        pipe.execute()


def _key(session_id: UUID) -> str:
    return f"revoked:{session_id}"
