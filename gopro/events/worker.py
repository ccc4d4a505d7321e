"""The inbox worker: facts of a stream in sequence, each effect exactly once.

The gate (the stream's cursor), the handlers' effects, the inbox mark and any fact told by an effect commit in one
transaction. A batch is first handled as a whole, in one savepoint; if a handler fails, all of it rolls back and each
fact is handled in a savepoint of its own. The one that fails makes only its stream wait, with growing, jittered pauses.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from django.db import connections

from gopro.database import alias_of, atomic, in_one_piece, savepoint
from gopro.events import deadline, due, failures, metrics
from gopro.events.codec import Undecodable, decode, personal_values, prefetch
from gopro.events.contract import Event, personal_fields
from gopro.events.fact import Heard
from gopro.events.failures import Failure, Stop
from gopro.events.gate import Turn
from gopro.events.registry import OnFailure, event_type, subscriptions
from gopro.observability import context
from gopro.security.keys.errors import KeyMissing, KeysUnavailable

BATCH_SECONDS = 0.5  # after which what was handled is committed
HANDLER_SECONDS = 45.0  # longer than a statement may take

log = structlog.get_logger(__name__)


class ConnectionLost(Exception):
    """The transaction went down with its connection, while a fact was being handled."""


@dataclass(kw_only=True, slots=True)
class Batch:
    """What one transaction handles. `in_hand` tells which fact took it down; who is `slow` is not tried twice."""

    room: str
    turns: list[Turn] = field(default_factory=list)
    in_hand: Heard | None = None
    slow: dict[int, Failure] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[Turn, Heard]]:
        """Each fact that is not old, until the time is over: the rest is left for the next batch."""
        ends = time.monotonic() + BATCH_SECONDS
        for turn in self.turns:
            for row in turn.rows:
                if turn.is_old(row):
                    turn.finish(row)
                    continue
                if time.monotonic() > ends:
                    turn.end()
                    break
                self.in_hand = row
                yield turn, row
                if turn.is_over:
                    break


def work_room(*, room: str) -> int:
    """Handle one batch; answers how many facts were handled."""
    batch = Batch(room=room)
    try:
        with atomic(room):
            owned = due.own_shards(room=room)
            batch.turns = due.turns_of(room=room, owned=owned) if owned else []
            return _work(batch) if batch.turns else 0
    except ConnectionLost as loss:
        _book_loss(batch=batch, loss=loss)
        return 0


def _work(batch: Batch) -> int:
    _learn_keys(batch)
    with deadline.interrupting():
        if not _handle_all(batch):
            _handle_each(batch)
    done = due.mark(room=batch.room, turns=batch.turns)
    for turn in batch.turns:
        if turn.stop:
            failures.hold(room=batch.room, stop=turn.stop, position=turn.position)
    metrics.HANDLED.labels(room=batch.room).inc(done)
    return done


def _learn_keys(batch: Batch) -> None:
    """Of all people that the batch tells of, at once. Where that fails, each fact meets the reason by itself."""
    rows = [
        row for turn in batch.turns for row in turn.rows if subscriptions(consumer=row.consumer, wire_name=row.type)
    ]
    contracts = [(found, row) for row in rows if (found := event_type(row.type)) and personal_fields(found)]
    with suppress(KeysUnavailable, Undecodable):
        prefetch((found, json.loads(row.data)) for found, row in contracts)


def _handle_all(batch: Batch) -> bool:
    """In one savepoint; answers whether it went well. If not, it is as if nothing had happened."""
    try:
        with in_one_piece(batch.room):
            for turn, row in batch.steps():
                _handle(row)
                turn.finish(row)
    except Exception as error:  # any handler may fail in any way
        failure = _failure(batch=batch, error=error)
        if batch.in_hand and isinstance(error, deadline.TookTooLong):
            batch.slow[batch.in_hand.id] = failure
        for turn in batch.turns:
            turn.start_again()
        return False
    return True


def _handle_each(batch: Batch) -> None:
    for turn, row in batch.steps():
        failure = batch.slow.get(row.id) or _try(batch=batch, row=row)
        if failure is None:
            turn.finish(row)
            continue
        stop = _book(room=batch.room, row=row, failure=failure)
        if stop:
            turn.end(stop)
        else:
            turn.leave(row)


def _try(*, batch: Batch, row: Heard) -> Failure | None:
    try:
        with savepoint(batch.room):
            _handle(row)
    except Exception as error:  # its stream waits, the others go on
        return _failure(batch=batch, error=error)
    return None


def _handle(row: Heard) -> None:
    """Run the handlers; a fact that has none only moves its stream on."""
    found = subscriptions(consumer=row.consumer, wire_name=row.type)
    if not found:
        return
    data = json.loads(row.data)
    with context.bind(**_carried(row)):
        for subscription in found:
            deadline.limit(HANDLER_SECONDS)
            subscription.handler(decode(subscription.event_type, data))
            deadline.limit(0)


def _failure(*, batch: Batch, error: Exception) -> Failure:
    """What went wrong with the fact in hand; raises ConnectionLost where no savepoint is left to go back to."""
    if batch.in_hand is None or connections[alias_of(batch.room)].needs_rollback:
        raise ConnectionLost from error
    return _failure_of(row=batch.in_hand, error=error)


def _failure_of(*, row: Heard, error: Exception) -> Failure:
    found = subscriptions(consumer=row.consumer, wire_name=row.type)
    if not found:
        return Failure(error=error, on_failure=OnFailure.HALT)
    return Failure(error=error, on_failure=found[0].on_failure, personal=_personal(row, found[0].event_type))


def _personal(row: Heard, event_type: type[Event]) -> tuple[str, ...]:
    """Which the error may have picked up. What can't be read now can't stand in it either."""
    try:
        return tuple(personal_values(event_type, json.loads(row.data)))
    except (Undecodable, KeyMissing, KeysUnavailable):
        return ()


def _book(*, room: str, row: Heard, failure: Failure) -> Stop | None:
    log.warning("fact not handled", type=row.type, stream=row.stream, consumer=row.consumer, error=failure.text())
    return failures.book(room=room, row=row, failure=failure)


def _book_loss(*, batch: Batch, loss: ConnectionLost) -> None:
    """In a transaction of its own, so that a fact that outlives its transaction is not tried for ever."""
    row, error = batch.in_hand, loss.__cause__
    if row is None or not isinstance(error, Exception):
        raise loss
    with atomic(batch.room):
        stop = _book(room=batch.room, row=row, failure=_failure_of(row=row, error=error))
        if stop:
            failures.hold(room=batch.room, stop=stop, position=row.handled)


def _carried(row: Heard) -> dict[str, str]:
    """What the effect tells and logs is caused by this fact, and belongs to whatever caused it."""
    meta = json.loads(row.meta)
    names = ("correlation_id", "traceparent", "actor_id", "on_behalf_of_id")
    carried = {name: meta.get(name.replace("_", ""), "") for name in names}
    return {"causation_id": str(row.event_id)} | carried
