"""What a worker finds due in an inbox, and its marks there."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import connections

from gopro.database import alias_of
from gopro.events import registry, shards
from gopro.events.fact import Heard
from gopro.events.gate import Turn, open_turn

BATCH = 500  # facts in one transaction
STREAM_DEPTH = 50  # facts of one stream in one transaction
SHARDS_AT_ONCE = 16  # of 64, so that other workers find some too

# From stream to stream in steps through the index: what waits costs one step, however many facts wait in it.
STREAMS = """
WITH RECURSIVE stream (consumer, name) AS (
    (SELECT inbox.consumer, inbox.stream FROM gopro_events_inbox AS inbox
    WHERE inbox.shard = shard.id AND inbox.state IN (0, 3) ORDER BY inbox.consumer, inbox.stream LIMIT 1)
    UNION ALL
    SELECT next.* FROM stream CROSS JOIN LATERAL (
        SELECT inbox.consumer, inbox.stream FROM gopro_events_inbox AS inbox
        WHERE inbox.shard = shard.id AND inbox.state IN (0, 3)
            AND (inbox.consumer, inbox.stream) > (stream.consumer, stream.name)
        ORDER BY inbox.consumer, inbox.stream LIMIT 1
    ) AS next
)
SELECT stream.consumer, stream.name, coalesce(cursor.last_sequence, 0) AS handled
FROM stream LEFT JOIN LATERAL (
    SELECT last_sequence, blocked_until FROM gopro_events_streamcursor AS cursor
    WHERE cursor.consumer = stream.consumer AND cursor.stream = stream.name LIMIT 1
) AS cursor ON true
WHERE cursor.blocked_until IS NULL OR cursor.blocked_until <= clock_timestamp()
"""
DUE = f"EXISTS ({STREAMS})"
HEARD = f"""
SELECT row.id, row.consumer, row.event_id, row.type, row.stream, row.sequence, row.data::text, row.meta::text,
    row.state, row.attempts, due.handled
FROM unnest(%(shards)s::smallint[]) AS shard (id)
CROSS JOIN LATERAL ({STREAMS} LIMIT %(streams)s) AS due
CROSS JOIN LATERAL (
    SELECT * FROM gopro_events_inbox AS inbox
    WHERE inbox.shard = shard.id AND inbox.consumer = due.consumer AND inbox.stream = due.name
        AND inbox.state IN (0, 3)
    ORDER BY inbox.sequence LIMIT %(depth)s
) AS row
LIMIT %(batch)s
"""
SNAPSHOT_AHEAD = """
SELECT id, consumer, event_id, type, stream, sequence, data::text, meta::text, state, attempts, %(handled)s
FROM gopro_events_inbox
WHERE consumer = %(consumer)s AND stream = %(stream)s AND sequence > %(sequence)s AND state IN (0, 3)
    AND type = ANY(%(types)s)
ORDER BY sequence LIMIT 1
"""
DONE = "UPDATE gopro_events_inbox SET state = 1, handled_at = clock_timestamp(), last_error = '' WHERE id = ANY(%s)"
CURSOR = ("consumer", "stream", "position")
ADVANCE = """
INSERT INTO gopro_events_streamcursor AS cursor (consumer, stream, last_sequence)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (consumer, stream) DO UPDATE SET last_sequence = excluded.last_sequence,
    blocked_until = NULL, waits_for = '', waits_since = NULL, reported_at = NULL
"""


def own_shards(*, room: str) -> list[int]:
    """Lock some shards in which something is due."""
    return shards.lock_some(
        connection=connections[alias_of(room)],
        family=shards.family(side="inbox", room=room),
        due=DUE,
        params={},
        limit=SHARDS_AT_ONCE,
    )


def turns_of(*, room: str, owned: list[int]) -> list[Turn]:
    """The streams that have something due in these shards, each with its facts by sequence."""
    streams = max(1, BATCH // len(owned))
    params = {"shards": owned, "streams": streams, "depth": STREAM_DEPTH, "batch": BATCH}
    rows = sorted(_heard(room, HEARD, params), key=lambda row: (row.consumer, row.stream, row.sequence))
    by_stream = groupby(rows, key=lambda row: (row.consumer, row.stream))
    return [_turn(room=room, rows=list(found)) for _, found in by_stream]


def mark(*, room: str, turns: Sequence[Turn]) -> int:
    """Facts done and cursors on; answers how many facts."""
    done = [row_id for turn in turns for row_id in turn.done]
    moved = [turn for turn in turns if turn.position != turn.handled]
    with connections[alias_of(room)].cursor() as cursor:
        if done:
            cursor.execute(DONE, [done])
        if moved:
            cursor.execute(ADVANCE, [[getattr(turn, name) for turn in moved] for name in CURSOR])
    return len(done)


def _turn(*, room: str, rows: list[Heard]) -> Turn:
    turn = open_turn(rows)
    if turn.gap and len(rows) == STREAM_DEPTH:
        ahead = _snapshot_ahead(room=room, last=rows[-1])
        return open_turn([*rows, *ahead]) if ahead else turn
    return turn


def _snapshot_ahead(*, room: str, last: Heard) -> list[Heard]:
    """So many facts wait at a gap that a snapshot may lie behind those that were read."""
    types = [wire_name for wire_name, event_type in registry.event_types().items() if event_type.snapshot]
    params = {name: getattr(last, name) for name in ("consumer", "stream", "sequence", "handled")}
    return _heard(room, SNAPSHOT_AHEAD, params | {"types": types})


def _heard(room: str, sql: str, params: dict[str, Any]) -> list[Heard]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return [Heard(**dict(zip(Heard.__slots__, row, strict=True))) for row in cursor.fetchall()]
