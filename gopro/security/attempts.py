"""Limits on tries: so many in a window for a key, counted in Redis for all processes, or here while it is away."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from threading import Lock

from redis import RedisError

from gopro.cache import client
from gopro.errors import RateLimited

type Failures = type[Exception] | tuple[type[Exception], ...]

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
                self._make_room(now)
            self._windows[key] = (ends, max(count + by, 0))
            return self._windows[key][1], max(int(ends - now), 1)

    def _make_room(self, now: float) -> None:
        """Without what is over; else a flood of new keys would free the limits of days by which it is counted."""
        going_on = sorted((item for item in self._windows.items() if item[1][0] > now), key=lambda item: item[1][0])
        self._windows = dict(going_on[-MOST_COUNTED // 2 :])

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


@contextmanager
def counting(limit: Limit, *key: object, failures: Failures) -> Iterator[None]:
    """What fails inside counts, and above the limit fails as RateLimited; what is good passes whatever the count.

    For what nobody guesses, such as a random token: whoever shares the key with an attacker is not in the way.
    """
    try:
        yield
    except failures:
        take(limit, *key)
        raise


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
    digest = blake2b("\n".join(map(_part, key)).encode(), digest_size=16).hexdigest()
    return f"attempts:{limit.name}:{digest}"


def _part(part: object) -> str:
    """An address of IPv6 counts with its /64, of which a single household has all."""
    text = str(part)
    try:
        found = IPv6Address(text)
    except ValueError:
        return text
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))
