"""The inbox, the seam between rooms: each fact once for each consumer, whichever feeder brought it."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.db import connections, transaction

from gopro.database import alias_of
from gopro.events import metrics
from gopro.events.fact import Fact

COLUMNS = ("event_id", "type", "stream", "sequence", "shard", "data", "meta", "told_at")
BROUGHT = """
unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::timestamptz[])
    AS fact (event_id, type, stream, sequence, shard, data, meta, told_at)
"""
INSERT = f"""
INSERT INTO gopro_events_inbox (consumer, event_id, type, stream, sequence, shard, data, meta, told_at, source)
SELECT %s, event_id, type, stream, sequence, shard, data::jsonb, meta::jsonb, told_at, %s FROM {BROUGHT}
ON CONFLICT DO NOTHING
RETURNING event_id
"""
KEEP_APART = f"""
INSERT INTO gopro_events_fork (consumer, event_id, type, stream, sequence, data, meta, source)
SELECT %s, event_id, type, stream, sequence, data::jsonb, meta::jsonb, %s FROM {BROUGHT}
WHERE NOT EXISTS (
    SELECT FROM gopro_events_inbox AS known WHERE known.consumer = %s AND known.event_id = fact.event_id
)
ON CONFLICT DO NOTHING
RETURNING stream, sequence, event_id
"""

log = structlog.get_logger(__name__)


def insert(*, consumer: str, facts: Sequence[Fact], source: str) -> int:
    """Put facts into a consumer's inbox and commit; answers how many are new to it.

    Sorted by id, so that two feeders can't deadlock.
    """
    ordered = sorted(facts, key=lambda fact: fact.event_id)
    with transaction.atomic(using=alias_of(consumer)):
        fresh = {event_id for (event_id,) in _run(consumer, INSERT, [consumer, source, *_columns(ordered)])}
        known = [fact for fact in ordered if fact.event_id not in fresh]
        if known:
            _keep_forks_apart(consumer=consumer, facts=known, source=source)
    return len(fresh)


def _keep_forks_apart(*, consumer: str, facts: list[Fact], source: str) -> None:
    """What is not in the inbox although it was brought has a number that another fact of its stream has."""
    forks = _run(consumer, KEEP_APART, [consumer, source, *_columns(facts), consumer])
    for stream, sequence, event_id in forks:
        log.error("fork: a second fact with this number", stream=stream, sequence=sequence, event_id=str(event_id))
    metrics.FORKED.labels(room=consumer).inc(len(forks))


def _columns(facts: Sequence[Fact]) -> list[list[Any]]:
    return [[getattr(fact, name) for fact in facts] for name in COLUMNS]


def _run(consumer: str, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connections[alias_of(consumer)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
