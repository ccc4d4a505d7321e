"""The inbox worker: facts of a stream in sequence, each effect exactly once.

The gate (the stream's cursor), the handlers' effects, the inbox mark and any fact told by an effect commit in one
transaction. A failure rolls back to its savepoint and makes only that stream wait, with growing, jittered pauses.
"""

import json
from dataclasses import dataclass, field
from itertools import groupby

import structlog
from django.db import connections, transaction

from gopro.database import alias_of, atomic
from gopro.events import failures, shards
from gopro.events.codec import decode
from gopro.events.fact import Heard
from gopro.events.models import InboxState
from gopro.events.registry import subscriptions
from gopro.observability import context

SIDE = "inbox"
BATCH = 100
DUE = """
FROM gopro_events_inbox AS inbox LEFT JOIN gopro_events_streamcursor AS cursor
    ON cursor.consumer = inbox.consumer AND cursor.stream = inbox.stream
WHERE inbox.state IN (0, 3) AND (cursor.blocked_until IS NULL OR cursor.blocked_until <= clock_timestamp())
"""
WORK = f"SELECT DISTINCT inbox.shard {DUE}"
HEARD = f"""
SELECT inbox.id, inbox.consumer, inbox.event_id, inbox.type, inbox.stream, inbox.sequence, inbox.data, inbox.meta,
    inbox.state, inbox.attempts, coalesce(cursor.last_sequence, 0) AS handled
{DUE} AND inbox.shard = %s ORDER BY inbox.consumer, inbox.stream, inbox.sequence LIMIT %s
"""
DONE = "UPDATE gopro_events_inbox SET state = 1, handled_at = clock_timestamp(), last_error = '' WHERE id = ANY(%s)"
ADVANCE = """
INSERT INTO gopro_events_streamcursor AS cursor (consumer, stream, last_sequence) VALUES (%s, %s, %s)
ON CONFLICT (consumer, stream) DO UPDATE
    SET last_sequence = excluded.last_sequence, blocked_until = NULL, waits_for = ''
"""

log = structlog.get_logger(__name__)


@dataclass(kw_only=True, slots=True)
class Turn:
    """One stream's turn: how far its cursor goes, which rows are done, and what stopped it."""

    position: int
    done: list[int] = field(default_factory=list)
    stop: failures.Stop | None = None


def work_room(room: str) -> int:
    """Handle one batch of each shard that has something due; answers how many facts were handled."""
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(WORK)
        due = [shard for (shard,) in cursor.fetchall()]
    return sum(_work_shard(room=room, shard=shard) for shard in due)


def _work_shard(*, room: str, shard: int) -> int:
    with atomic(room):
        connection = connections[alias_of(room)]
        if not shards.try_lock(connection=connection, side=SIDE, room=room, shard=shard):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(HEARD, [shard, BATCH])
            rows = [Heard(**dict(zip(Heard.__slots__, row, strict=True))) for row in cursor.fetchall()]
        streams = groupby(rows, key=lambda row: (row.consumer, row.stream))
        return sum(_work_stream(room=room, rows=list(facts)) for _, facts in streams)


def _work_stream(*, room: str, rows: list[Heard]) -> int:
    turn = Turn(position=rows[0].handled)
    for row in rows:
        _take(room=room, row=row, turn=turn)
        if turn.stop:
            break
    with connections[alias_of(room)].cursor() as cursor:
        if turn.done:
            cursor.execute(DONE, [turn.done])
        if turn.position != rows[0].handled:
            cursor.execute(ADVANCE, [rows[0].consumer, rows[0].stream, turn.position])
    if turn.stop:
        failures.hold(room=room, stop=turn.stop, position=turn.position)
    return len(turn.done)


def _take(*, room: str, row: Heard, turn: Turn) -> None:
    """Handle one fact if it is its turn: a gap waits, an old one is done, a failure waits or becomes a dead letter."""
    revived = row.state == InboxState.REVIVED
    if not revived and row.sequence > turn.position + 1:
        turn.stop = failures.gap(row=row, expected=turn.position + 1)
        return
    old = not revived and row.sequence <= turn.position
    failure = None if old else _handle(row=row)
    if failure is None:
        turn.done.append(row.id)
    else:
        turn.stop = failures.book(room=room, row=row, failure=failure)
    if turn.stop is None:
        turn.position = max(turn.position, row.sequence)


def _handle(*, row: Heard) -> failures.Failure | None:
    """Run the handlers inside a savepoint; answers what went wrong, if anything."""
    found = subscriptions(consumer=row.consumer, wire_name=row.type)
    try:
        with context.bind(**_carried(row)), transaction.atomic(using=alias_of(row.consumer)):
            for subscription in found:
                subscription.handler(decode(subscription.event_type, json.loads(row.data)))
    except Exception as error:  # a handler may fail in any way: its stream waits, the others go on
        log.warning("fact not handled", type=row.type, stream=row.stream, consumer=row.consumer, exc_info=True)
        return failures.Failure(error=error, on_failure=found[0].on_failure)
    return None


def _carried(row: Heard) -> dict[str, str]:
    """What the effect tells and logs is caused by this fact, and belongs to whatever caused it."""
    meta = json.loads(row.meta)
    names = {"correlation_id": "correlationid", "traceparent": "traceparent", "actor_id": "actorid"}
    return {"causation_id": str(row.event_id)} | {name: meta.get(extension, "") for name, extension in names.items()}
