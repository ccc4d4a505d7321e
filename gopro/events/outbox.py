"""Telling a fact: a row in the room's outbox, in the transaction of the change, numbered in its stream."""

import json
from typing import Any
from uuid import UUID

from django.db import connections

from gopro.database import alias_of, defer, in_transaction_of, on_commit
from gopro.events import wake
from gopro.events.codec import encode, wire_type
from gopro.events.contract import Event, check
from gopro.events.shards import shard_of
from gopro.identifiers import uuid7
from gopro.observability import context

# Streams are locked in one order, whatever order their facts were told in, so that two tellers can't deadlock.
INSERT = """
WITH fact AS (
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::smallint[], %s::jsonb[], %s::jsonb[])
        WITH ORDINALITY AS fact (event_id, type, stream, shard, data, meta, place)
), head AS (
    INSERT INTO gopro_events_streamhead AS head (stream, last_sequence)
    SELECT stream, count(*) FROM fact GROUP BY stream ORDER BY stream
    ON CONFLICT (stream) DO UPDATE SET last_sequence = head.last_sequence + excluded.last_sequence
    RETURNING stream, last_sequence
), told AS (
    INSERT INTO gopro_events_outbox (event_id, type, stream, sequence, shard, data, meta)
    SELECT event_id, type, stream, last_sequence + 1 - row_number() OVER (PARTITION BY stream ORDER BY place DESC),
        shard, data, meta
    FROM fact JOIN head USING (stream) ORDER BY place
    RETURNING id, shard
)
INSERT INTO gopro_events_undelivered (destination, shard, fact_id)
SELECT destination.name, told.shard, told.id FROM told, gopro_events_destination AS destination
"""


class NotInTransaction(RuntimeError):
    """A fact must commit with the change that it tells."""


def publish(event: Event) -> UUID:
    """Tell a fact; answers its id. Raises NotInTransaction outside the telling room's `atomic`.

    It is written with the transaction's other facts as its last statement: one round trip, however many they are, and
    the streams' locks are held no longer than that.
    """
    check(type(event))
    room = event.room()
    if not in_transaction_of(room):
        raise NotInTransaction(f"{event.name} must be told inside @atomic({room!r}), with the change that it tells.")
    event_id, stream = uuid7(), event.stream()
    data, meta = json.dumps(encode(event)), json.dumps(_meta(event_id))
    defer(write, (event_id, wire_type(type(event)), stream, shard_of(stream), data, meta))
    return event_id


def write(room: str, facts: list[tuple[Any, ...]]) -> None:
    """Put facts into the room's outbox, numbered in their streams in this order."""
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(INSERT, [list(column) for column in zip(*facts, strict=True)])
    on_commit(room, ring)


def ring() -> None:
    wake.ring(wake.OUTBOX)


def _meta(event_id: UUID) -> dict[str, Any]:
    """CloudEvents extensions: who caused what, within which request."""
    meta = {
        "correlationid": context.correlation_id.get() or str(event_id),
        "causationid": context.causation_id.get() or context.request_id.get(),
        "actorid": context.actor_id.get(),
        "onbehalfofid": context.on_behalf_of_id.get(),
        "traceparent": context.traceparent.get(),
    }
    return {name: value for name, value in meta.items() if value}
