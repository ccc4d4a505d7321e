"""When personal tokens were last used, to the hour: noted in Redis by whoever checks one, collected by their room."""

import time
from datetime import timedelta
from typing import cast
from uuid import UUID

from redis import RedisError

from gopro.cache import client

USE_NOTED_FOR = timedelta(hours=1)
USES = "personal_tokens.used"
MOST_NOTED = 10_000

_noted: dict[UUID, float] = {}


def note(token_id: UUID) -> None:
    """Once an hour in each process. What Redis doesn't hear is noted an hour later: nothing hangs on it."""
    now = time.monotonic()
    if now - _noted.get(token_id, -USE_NOTED_FOR.total_seconds()) < USE_NOTED_FOR.total_seconds():
        return
    if len(_noted) >= MOST_NOTED:
        _noted.clear()
    _noted[token_id] = now
    try:
        client().hset(USES, str(token_id), int(time.time()))
    except RedisError:
        return


def collected() -> dict[UUID, int]:
    """Seconds of the epoch by token, and forgotten here."""
    try:
        with client().pipeline(transaction=True) as pipe:
            pipe.hgetall(USES)
            pipe.delete(USES)
            found = cast("dict[bytes, bytes]", pipe.execute()[0])
    except RedisError:
        return {}
    return {UUID(_text(token_id)): int(at) for token_id, at in found.items()}


def forget() -> None:
    _noted.clear()


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw
