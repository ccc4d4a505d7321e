"""Limits on tries: so many in a window for a key, counted in Redis for all processes, or here while it is away."""

import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from threading import Lock

from redis import RedisError

from gopro.cache import client
from gopro.errors import RateLimited

MOST_COUNTED = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """`most` tries within a window, which begins with the first."""

    name: str
    most: int
    within: timedelta


class Counters:
    """This process's own counters, for as long as Redis is away: each process then allows `most` by itself."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def add(self, key: str, *, seconds: int, by: int) -> tuple[int, int]:
        """The count with this one, and the seconds that are left."""
        now = time.monotonic()
        with self._lock:
            ends, count = self._windows.get(key, (0.0, 0))
            if ends <= now:
                ends, count = now + seconds, 0
            if len(self._windows) >= MOST_COUNTED:
                self._windows.clear()
            self._windows[key] = (ends, max(count + by, 0))
            return self._windows[key][1], max(int(ends - now), 1)

    def clear(self) -> None:
        with self._lock:
            self._windows.clear()


here = Counters()


def take(limit: Limit, *key: object) -> None:
    """Count a try before it is made, so that parallel ones count too. Raises RateLimited above the limit."""
    count, left = _add(limit, key, by=1)
    if count > limit.most:
        raise RateLimited("Too many tries. Wait, then try again.", retry_after=left)


def give_back(limit: Limit, *key: object) -> None:
    """The try was a good one: it doesn't count."""
    _add(limit, key, by=-1)


def _add(limit: Limit, key: tuple[object, ...], *, by: int) -> tuple[int, int]:
    name, seconds = _name(limit, key), int(limit.within.total_seconds())
    try:
        with client().pipeline(transaction=True) as pipe:
            pipe.incrby(name, by)
            pipe.expire(name, seconds, nx=True)
            pipe.ttl(name)
            count, _, left = pipe.execute()
    except RedisError:
        return here.add(name, seconds=seconds, by=by)
    return int(count), max(int(left), 1)


def _name(limit: Limit, key: tuple[object, ...]) -> str:
    """Addresses of people are not readable there."""
    digest = blake2b("\n".join(map(str, key)).encode(), digest_size=16).hexdigest()
    return f"attempts:{limit.name}:{digest}"
