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

TELL = "SELECT gopro_events_tell(%s)"  # migration 0003 of this app


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
    fact = {
        "event_id": str(event_id),
        "type": wire_type(type(event)),
        "stream": stream,
        "shard": shard_of(stream),
        "data": encode(event),
        "meta": _meta(event_id),
    }
    defer(write, fact)
    return event_id


def write(room: str, facts: list[dict[str, Any]]) -> None:
    """Put facts into the room's outbox, numbered in their streams in this order."""
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(TELL, [json.dumps(facts)])
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
