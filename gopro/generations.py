"""Which generation of a thing is the present one: a token in Redis, a new one after each change of the thing.

What was kept under an older token is of yesterday, and nobody reads it again. A token that Redis lost is made anew, and
never one that was there before. What Redis can't be told while it is away is told as soon as it is back; meanwhile the
process that knows of the change trusts nothing that was kept.
"""

import time
from collections.abc import Iterable, Sequence
from threading import Lock, Thread

import structlog
from redis import RedisError

from gopro.cache import client
from gopro.database import in_transaction_of, on_commit
from gopro.identifiers import uuid7

RETRIED_EVERY = 0.2  # seconds
NOW_AND_THEN_SECONDS = 5

log = structlog.stdlib.get_logger(__name__)


class Untold:
    """Names whose change Redis doesn't know of yet: told by a thread as soon as it answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: set[str] = set()
        self._thread: Thread | None = None

    def add(self, names: Iterable[str]) -> None:
        with self._lock:
            self._names.update(names)
            if self._thread is None:
                self._thread = Thread(target=self._try_until_done, daemon=True, name="generations")
                self._thread.start()

    def has_any(self, names: Sequence[str]) -> bool:
        return bool(self._names) and not self._names.isdisjoint(names)

    def _try_until_done(self) -> None:
        while True:
            time.sleep(RETRIED_EVERY)
            with self._lock:
                waiting = frozenset(self._names)
            try:
                _begin(waiting)
            except RedisError:
                continue
            with self._lock:
                self._names -= waiting
                if not self._names:
                    self._thread = None
                    return


untold = Untold()


def renew(*names: str, room: str) -> None:
    """These things changed: a new generation begins once the room's open transaction commits, or else now."""
    if in_transaction_of(room):
        on_commit(room, lambda: tell(names))
    else:
        tell(names)


def tell(names: Sequence[str]) -> None:
    """What was kept of these things is of yesterday, from now on."""
    try:
        _begin(names)
    except RedisError:
        log.warning("a new generation is told when Redis is back", names=list(names))
        untold.add(names)


def key_of(name: str) -> str:
    return f"generation:{name}"


def token() -> str:
    """One that never was, nor will be again."""
    return uuid7().hex


def renew_now_and_then(name: str, *, room: str) -> None:
    """For what changes all the time: at most every few seconds; what then went untold is seen when answers are due."""

    def act() -> None:
        try:
            is_due = client().set(f"{key_of(name)}:told", 1, nx=True, ex=NOW_AND_THEN_SECONDS)
        except RedisError:
            is_due = None
        if is_due:
            tell([name])

    if in_transaction_of(room):
        on_commit(room, act)
    else:
        act()


def _begin(names: Iterable[str]) -> None:
    client().mset({key_of(name): token() for name in names})
