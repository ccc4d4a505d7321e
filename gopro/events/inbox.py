"""The inbox, the seam between rooms: each fact once for each consumer, whichever feeder brought it."""

from collections.abc import Sequence

from django.db import connections, transaction

from gopro.database import alias_of
from gopro.events.fact import Fact

COLUMNS = ("event_id", "type", "stream", "sequence", "shard", "data", "meta")
INSERT = """
INSERT INTO gopro_events_inbox (consumer, event_id, type, stream, sequence, shard, data, meta, source)
SELECT %s, fact.event_id, fact.type, fact.stream, fact.sequence, fact.shard, fact.data::jsonb, fact.meta::jsonb, %s
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::smallint[], %s::text[], %s::text[])
    AS fact (event_id, type, stream, sequence, shard, data, meta)
ON CONFLICT (consumer, event_id) DO NOTHING
"""


def insert(*, consumer: str, facts: Sequence[Fact], source: str) -> None:
    """Put facts into a consumer's inbox and commit. Sorted by id, so that two feeders can't deadlock."""
    ordered = sorted(facts, key=lambda fact: fact.event_id)
    columns = [[getattr(fact, name) for fact in ordered] for name in COLUMNS]
    alias = alias_of(consumer)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(INSERT, [consumer, source, *columns])
