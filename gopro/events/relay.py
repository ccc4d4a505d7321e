"""From outbox to a sink: lock some shards, read what the sink has not got, deliver it, mark what is there.

A kill between delivery and mark delivers again: an inbox takes each fact once, whoever reads Kafka knows it by its id.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connections

from gopro.database import alias_of, atomic
from gopro.events import catchup, metrics, shards
from gopro.events.fact import COLUMNS, Fact
from gopro.events.sinks import Sink

BATCH = 1000  # facts in one transaction
SHARDS_AT_ONCE = 16  # of 64, so that other relays find some too

DUE = """
EXISTS (SELECT FROM gopro_events_destination WHERE name = %(sink)s AND caught_up_to >= since)
AND EXISTS (SELECT FROM gopro_events_undelivered AS owed WHERE owed.destination = %(sink)s AND owed.shard = shard.id)
"""
READ = f"""
SELECT {COLUMNS}
FROM unnest(%(shards)s::smallint[]) AS shard (id)
CROSS JOIN LATERAL (
    SELECT fact_id FROM gopro_events_undelivered AS owed
    WHERE owed.destination = %(sink)s AND owed.shard = shard.id ORDER BY fact_id LIMIT %(limit)s
) AS next
JOIN gopro_events_outbox AS outbox ON outbox.id = next.fact_id
ORDER BY outbox.id
"""
MARK = """
DELETE FROM gopro_events_undelivered AS owed
USING unnest(%(shards)s::smallint[], %(ids)s::bigint[]) AS got (shard, id)
WHERE owed.destination = %(sink)s AND owed.shard = got.shard AND owed.fact_id = got.id
"""


def relay_room(*, room: str, sink: Sink) -> int:
    """Relay one batch; answers how many facts the sink took, or were found to be owed to it from before its time."""
    if not sink.is_ready():
        return 0
    with atomic(room):
        owned = _own(room=room, sink=sink)
        if owned:
            return _relay_shards(room=room, sink=sink, owned=owned)
    return catchup.advance(room=room, destination=sink.name)


def _own(*, room: str, sink: Sink) -> list[int]:
    return shards.lock_some(
        connection=connections[alias_of(room)],
        family=shards.family(side=f"outbox.{sink.name}", room=room),
        due=DUE,
        params={"sink": sink.name},
        limit=SHARDS_AT_ONCE,
    )


def _relay_shards(*, room: str, sink: Sink, owned: list[int]) -> int:
    facts = _read(room=room, sink=sink, owned=owned)
    taken = sink.deliver(room=room, facts=facts) if facts else []
    if taken:
        _mark(room=room, sink=sink, taken=taken)
    metrics.RELAYED.labels(room=room, destination=sink.name).inc(len(taken))
    return len(taken)


def _read(*, room: str, sink: Sink, owned: list[int]) -> list[Fact]:
    limit = max(1, BATCH // len(owned))
    rows = _run(room, READ, {"sink": sink.name, "shards": owned, "limit": limit}).fetchall()
    return [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in rows]


def _mark(*, room: str, sink: Sink, taken: Sequence[Fact]) -> None:
    columns = {"shards": [fact.shard for fact in taken], "ids": [fact.id for fact in taken]}
    _run(room, MARK, {"sink": sink.name, **columns})


def _run(room: str, sql: str, params: dict[str, Any]) -> Any:
    cursor = connections[alias_of(room)].cursor()
    cursor.execute(sql, params)
    return cursor
