"""Telling a fact: a row in the room's outbox, in the transaction of the change, numbered in its stream."""

import json
from typing import Any
from uuid import UUID

from django.db import connections

from gopro.database import alias_of, in_transaction_of, on_commit
from gopro.events import wake
from gopro.events.codec import encode, wire_type
from gopro.events.contract import Event, check
from gopro.events.shards import shard_of
from gopro.identifiers import uuid7
from gopro.observability import context

INSERT = """
WITH head AS (
    INSERT INTO gopro_events_streamhead AS head (stream, last_sequence) VALUES (%(stream)s, 1)
    ON CONFLICT (stream) DO UPDATE SET last_sequence = head.last_sequence + 1
    RETURNING last_sequence
), told AS (
    INSERT INTO gopro_events_outbox (event_id, type, stream, sequence, shard, data, meta)
    SELECT %(event_id)s, %(type)s, %(stream)s, last_sequence, %(shard)s, %(data)s::jsonb, %(meta)s::jsonb FROM head
    RETURNING id, shard
)
INSERT INTO gopro_events_undelivered (destination, shard, fact_id)
SELECT destination.name, told.shard, told.id FROM told, gopro_events_destination AS destination
"""


class NotInTransaction(RuntimeError):
    """A fact must commit with the change that it tells."""


def publish(event: Event) -> UUID:
    """Tell a fact; answers its id. Raises NotInTransaction outside the telling room's `atomic`."""
    check(type(event))
    room = event.room()
    if not in_transaction_of(room):
        raise NotInTransaction(f"{event.name} must be told inside @atomic({room!r}), with the change that it tells.")
    event_id, stream = uuid7(), event.stream()
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "event_id": event_id,
                "type": wire_type(type(event)),
                "stream": stream,
                "shard": shard_of(stream),
                "data": json.dumps(encode(event)),
                "meta": json.dumps(_meta(event_id)),
            },
        )
    on_commit(room, lambda: wake.ring(wake.OUTBOX))
    return event_id


def _meta(event_id: UUID) -> dict[str, Any]:
    """CloudEvents extensions: who caused what, within which request."""
    meta = {
        "correlationid": context.correlation_id.get() or str(event_id),
        "causationid": context.causation_id.get() or context.request_id.get(),
        "actorid": context.actor_id.get(),
        "traceparent": context.traceparent.get(),
    }
    return {name: value for name, value in meta.items() if value}
