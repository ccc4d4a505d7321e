"""Shards: the unit of ownership. A lock for the length of a transaction, so that it dies with its connection."""

from binascii import crc32
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from gopro.events.models import SHARDS

LOCK = """
SELECT id FROM (
    SELECT id FROM generate_series(0, {last}) AS shard (id) WHERE {due} ORDER BY random() LIMIT %(limit)s
) AS due WHERE pg_try_advisory_xact_lock(%(family)s, id)
"""


def shard_of(stream: str) -> int:
    return crc32(stream.encode()) % SHARDS


def lock_some(
    *, connection: BaseDatabaseWrapper, family: int, due: str, params: dict[str, Any], limit: int
) -> list[int]:
    """Own up to `limit` of the shards for which the SQL `due` holds until this transaction ends; others' are left out.

    Whoever owned one before has committed, so a later statement sees all that it did.
    """
    sql = LOCK.format(last=SHARDS - 1, due=due)
    with connection.cursor() as cursor:
        cursor.execute(sql, params | {"family": family, "limit": limit})
        return [shard for (shard,) in cursor.fetchall()]


def family(*, side: str, room: str) -> int:
    """A signed 32-bit number for the side and room: rooms share a server without sharing locks."""
    return crc32(f"gopro.{side}.{room}".encode()) - 2**31
