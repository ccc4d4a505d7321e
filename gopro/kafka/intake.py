"""What the consumer does with a batch: facts into the inbox, the unreadable aside; both committed before any offset."""

from collections.abc import Sequence

import structlog
from django.db import DataError, connections

from gopro.database import alias_of
from gopro.events import inbox, sinks, wake
from gopro.events.contract import kind_of
from gopro.events.fact import Fact
from gopro.events.registry import all_subscriptions
from gopro.kafka import metrics, parking, reading
from gopro.kafka.reading import Batch, Record

# Facts that could be handled now. Streams that wait don't count: what they wait for may only come by Kafka.
DEPTH = """
SELECT count(*) FROM (
    SELECT FROM gopro_events_inbox AS inbox
    WHERE inbox.consumer = %s AND inbox.state IN (0, 3) AND NOT EXISTS (
        SELECT FROM gopro_events_streamcursor AS cursor
        WHERE cursor.consumer = inbox.consumer AND cursor.stream = inbox.stream AND cursor.waits_since IS NOT NULL
    )
    LIMIT %s
) AS found
"""

log = structlog.get_logger(__name__)


def take(*, room: str, records: Sequence[Record]) -> None:
    """After this the records may be forgotten by the broker. Raises a database's errors, and then nothing is lost."""
    batch = reading.read_all(records)
    heard = heard_only(room=room, batch=batch)
    if heard.facts:
        store(room=room, batch=heard)
    if heard.unreadable:
        set_aside(room=room, batch=heard)


def heard_only(*, room: str, batch: Batch) -> Batch:
    """A room hears all facts of a subject or none of them."""
    kinds = kinds_of(room)
    heard = [pair for pair in batch.facts if kind_of(pair[0].stream) in kinds]
    metrics.SKIPPED.labels(room=room).inc(len(batch.facts) - len(heard))
    return Batch(facts=heard, unreadable=batch.unreadable)


def store(*, room: str, batch: Batch) -> None:
    """All at once; one by one where the database refuses one, since it doesn't say which."""
    try:
        _insert(room=room, facts=[fact for fact, _ in batch.facts])
    except DataError:
        for fact, record in batch.facts:
            _store_one(room=room, fact=fact, record=record, batch=batch)
    wake.ring(wake.INBOX)


def set_aside(*, room: str, batch: Batch) -> None:
    parking.park(room=room, unreadable=batch.unreadable)
    metrics.UNREADABLE.labels(room=room).inc(len(batch.unreadable))
    for record, reason in batch.unreadable:
        place = f"{record.topic}[{record.partition}]@{record.offset}"
        log.error("an unreadable record is parked", room=room, record=place, reason=reason)


def kinds_of(room: str) -> set[str]:
    return {one.event_type.kind() for one in all_subscriptions() if one.consumer == room}


def depth(*, room: str, at_most: int) -> int:
    """How many facts wait in the inbox for a worker, counted no further than asked."""
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(DEPTH, [room, at_most])
        return int(cursor.fetchone()[0])


def _store_one(*, room: str, fact: Fact, record: Record, batch: Batch) -> None:
    try:
        _insert(room=room, facts=[fact])
    except DataError as refusal:
        batch.unreadable.append((record, f"the database can't keep it: {refusal}"))


def _insert(*, room: str, facts: Sequence[Fact]) -> None:
    fresh = inbox.insert(consumer=room, facts=facts, source=sinks.KAFKA)
    metrics.TAKEN.labels(room=room).inc(fresh)
    metrics.DUPLICATES.labels(room=room).inc(len(facts) - fresh)
