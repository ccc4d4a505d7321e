"""Shards: the unit of ownership. A lock for the length of a transaction, so that it dies with its connection."""

from binascii import crc32

from django.db.backends.base.base import BaseDatabaseWrapper

from gopro.events.models import SHARDS


def shard_of(stream: str) -> int:
    return crc32(stream.encode()) % SHARDS


def try_lock(*, connection: BaseDatabaseWrapper, side: str, room: str, shard: int) -> bool:
    """Own the shard until this transaction ends, or answer False because somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_family(side=side, room=room), shard])
        return bool(cursor.fetchone()[0])


def _family(*, side: str, room: str) -> int:
    """A signed 32-bit number for the side and room: rooms share a server without sharing locks."""
    return crc32(f"gopro.{side}.{room}".encode()) - 2**31
