"""Facts by the thousand, as the teller's service tells them, put there by few statements."""

import time
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from gopro.events.shards import shard_of
from gopro.identifiers import uuid7
from tests.bench.rooms.teller.services import TITLE

TELL = """
INSERT INTO gopro_events_outbox (event_id, type, stream, sequence, shard, data, meta)
SELECT uuidv7(), 'gopro.teller.thing.kept.v1', stream.name, sequence, stream.shard,
    jsonb_build_object('owner_id', split_part(stream.name, ':', 2), 'number', sequence,
        'title', %(title)s::text, 'kept_at', %(now)s::text),
    jsonb_build_object('correlationid', uuidv7(), 'causationid', uuidv7(), 'actorid', uuidv7())
FROM generate_series(1, %(each)s) AS sequence
CROSS JOIN unnest(%(streams)s::text[], %(shards)s::smallint[]) AS stream (name, shard)
"""
HEADS = "INSERT INTO gopro_events_streamhead (stream, last_sequence) SELECT unnest(%s::text[]), %s"
OWE = """
INSERT INTO gopro_events_undelivered (destination, shard, fact_id)
SELECT name, shard, id FROM gopro_events_outbox, unnest(%s::text[]) AS name WHERE stream = ANY(%s)
"""
HEARD = """
INSERT INTO gopro_events_inbox
    (consumer, event_id, type, stream, sequence, shard, data, meta, told_at, source, state, handled_at)
SELECT 'hearer', uuidv7(), 'gopro.teller.thing.kept.v1', stream.name, sequence, stream.shard,
    jsonb_build_object('owner_id', split_part(stream.name, ':', 2), 'number', sequence,
        'title', %(title)s::text, 'kept_at', %(now)s::text),
    jsonb_build_object('correlationid', uuidv7(), 'causationid', uuidv7(), 'actorid', uuidv7()),
    now(), 'local', 1, now()
FROM generate_series(1, %(each)s) AS sequence
CROSS JOIN unnest(%(streams)s::text[], %(shards)s::smallint[]) AS stream (name, shard)
"""
CURSORS = """
INSERT INTO gopro_events_streamcursor (consumer, stream, last_sequence) SELECT 'hearer', unnest(%s::text[]), %s
"""
BARE = """
CREATE TABLE IF NOT EXISTS bare (LIKE gopro_events_outbox INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING IDENTITY)
"""
ROWS = """
SELECT event_id, type, stream, sequence, shard, data::text, meta::text FROM gopro_events_outbox
ORDER BY id DESC LIMIT %s
"""
EACH = 10  # facts of one stream


def run(room: str, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connections[room].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []


def tell(count: int, *, destinations: tuple[str, ...] = ("local",)) -> None:
    """That many facts, in streams of ten, owed to these destinations; all at once."""
    streams = _streams(count)
    with connections["teller"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(TELL, _params(streams))
        cursor.execute(HEADS, [streams, EACH])
        cursor.execute(OWE, [list(destinations), streams])
        cursor.execute("COMMIT")


def archive(count: int) -> None:
    """That many facts more that were told, heard and handled long ago."""
    for _ in range(0, count, 50_000):
        streams = _streams(min(count, 50_000))
        run("teller", TELL, _params(streams))
        run("teller", HEADS, [streams, EACH])
        run("hearer", HEARD, _params(streams))
        run("hearer", CURSORS, [streams, EACH])
    for room in ("teller", "hearer"):
        run(room, "VACUUM ANALYZE")


def bare_inserts(count: int) -> float:
    """The same rows, one statement each, in one transaction; answers rows/s."""
    rows = run("teller", ROWS, [count])
    run("teller", BARE)
    run("teller", "TRUNCATE bare")
    raw = connections["teller"].connection
    sql = "INSERT INTO bare (event_id, type, stream, sequence, shard, data, meta) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    began = time.perf_counter()
    with raw.transaction():
        for row in rows:
            raw.execute(sql, row)
    return len(rows) / (time.perf_counter() - began)


def is_relayed(destination: str = "local") -> bool:
    ((owed,),) = run(
        "teller", "SELECT EXISTS (SELECT FROM gopro_events_undelivered WHERE destination = %s)", [destination]
    )
    return not owed


def is_handled() -> bool:
    ((due,),) = run("hearer", "SELECT EXISTS (SELECT FROM gopro_events_inbox WHERE state IN (0, 3))")
    return is_relayed() and not due


def _streams(count: int) -> list[str]:
    return [f"teller.thing:{uuid7()}" for _ in range(max(1, count // EACH))]


def _params(streams: list[str]) -> dict[str, Any]:
    shards = [shard_of(stream) for stream in streams]
    now = datetime.now(tz=UTC).isoformat()
    return {"streams": streams, "shards": shards, "each": EACH, "title": TITLE, "now": now}
