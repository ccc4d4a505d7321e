"""From outbox to inboxes: facts of the rooms here reach the rooms here that hear them.

Two transactions, each in one room's database: insert into the inbox and commit, then mark the outbox. A kill between
them delivers again, and the inbox takes each fact once.
"""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import connections

from gopro.database import alias_of, atomic
from gopro.events import inbox, shards, wake
from gopro.events.contract import kind_of
from gopro.events.fact import COLUMNS, Fact
from gopro.events.registry import consumers_of

SIDE = "outbox"
BATCH = 500

WORK = "SELECT DISTINCT shard FROM gopro_events_outbox WHERE local_pending"
FACTS = f"SELECT {COLUMNS} FROM gopro_events_outbox WHERE shard = %s AND local_pending ORDER BY id LIMIT %s"
MARK = "UPDATE gopro_events_outbox SET local_pending = false WHERE id = ANY(%s)"


def relay_room(room: str) -> int:
    """Relay one batch of each shard that has something; answers how many facts were relayed."""
    return sum(_relay_shard(room=room, shard=shard) for (shard,) in _rows(room, WORK))


def _relay_shard(*, room: str, shard: int) -> int:
    with atomic(room):
        if not shards.try_lock(connection=connections[alias_of(room)], side=SIDE, room=room, shard=shard):
            return 0
        facts = [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in _rows(room, FACTS, [shard, BATCH])]
        for consumer, heard in _by_consumer(facts).items():
            inbox.insert(consumer=consumer, facts=heard, source="local")
        with connections[alias_of(room)].cursor() as cursor:
            cursor.execute(MARK, [[fact.id for fact in facts]])
    if facts:
        wake.ring(wake.INBOX)
    return len(facts)


def _by_consumer(facts: list[Fact]) -> dict[str, list[Fact]]:
    heard: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for consumer in consumers_of(kind_of(fact.stream)):
            if consumer in settings.ROOMS_HERE:
                heard[consumer].append(fact)
    return heard


def _rows(room: str, sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
