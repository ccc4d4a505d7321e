"""Rebuilding: a projection's rows made anew from the facts in its room's inbox, some streams a transaction.

While a transaction holds a shard no worker handles facts of its streams, so what the inbox has of a stream up to its
cursor is exactly what the rows amount to. Readers see each subject as it was or as it is anew, never half; facts that
arrive meanwhile wait for the shard; an interruption leaves each subject in one of the two. Facts are those since the
stream's beginning or its first snapshot that the inbox still has; a stream that has neither is left alone.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched, dropwhile, groupby
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connections, transaction

from gopro.database import alias_of, atomic
from gopro.events import shards
from gopro.events.codec import decode
from gopro.events.contract import kind_of, subject_of
from gopro.events.loop import drain
from gopro.events.operations import merge, shadow, snapshots
from gopro.events.operations.projections import Projection
from gopro.events.registry import event_type

AT_ONCE = 200  # streams in one transaction
DRAIN_ROUNDS = 100_000
LOCK = "SELECT pg_advisory_xact_lock(%s, %s)"
STREAMS = """
SELECT stream FROM gopro_events_streamcursor
WHERE consumer = %s AND split_part(stream, ':', 1) = ANY(%s) ORDER BY stream
"""
FACTS = """
SELECT inbox.stream, inbox.sequence, inbox.type, inbox.data::text
FROM gopro_events_inbox AS inbox
JOIN gopro_events_streamcursor AS cursor ON cursor.consumer = inbox.consumer AND cursor.stream = inbox.stream
WHERE inbox.consumer = %s AND inbox.stream = ANY(%s) AND inbox.sequence <= cursor.last_sequence
ORDER BY inbox.stream, inbox.sequence
"""

log = structlog.get_logger(__name__)


class Unplayable(Exception):
    """A handler does not take a fact of this stream."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        super().__init__(stream)


@dataclass(kw_only=True)
class Report:
    """What became of the projection's streams and rows."""

    streams: int = 0  # made anew
    left_alone: list[str] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)

    @property
    def seen(self) -> int:
        return self.streams + len(self.left_alone)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the room heard it."""

    stream: str
    sequence: int
    type: str
    data: str

    @property
    def begins(self) -> bool:
        """Whether it needs no fact before it."""
        contract = event_type(self.type)
        return self.sequence == 1 or (contract is not None and contract.snapshot)


def streams(projection: Projection) -> list[str]:
    """Those that the room has heard for it."""
    return [stream for (stream,) in _rows(projection.room, STREAMS, [projection.room, projection.kinds()])]


def run(projection: Projection, *, among: Sequence[str], dry_run: bool = False) -> Iterator[Report]:
    """Make it anew as far as it is of these streams; answers after each portion what has been done so far."""
    report = Report()
    for portion in _portions(among):
        _rebuild(projection, portion=portion, report=report, dry_run=dry_run)
        yield report


def retell(*, among: Sequence[str]) -> int:
    """Have their sources tell these streams anew, as far as they are hosted here, and wait until that is handled.

    Answers how many facts that took.
    """
    told = 0
    for stream in among:
        source = snapshots.of_kind(kind_of(stream))
        if source is not None and source.room in settings.ROOMS_HERE:
            told += snapshots.tell(snapshotter=source, subject_id=UUID(subject_of(stream)))
    if told:
        drain(rounds=DRAIN_ROUNDS)
    return told


def _portions(among: Sequence[str]) -> Iterator[list[str]]:
    """Each of one shard, since that is what a transaction can hold."""
    for _, found in groupby(sorted(among, key=shards.shard_of), key=shards.shard_of):
        yield from (list(portion) for portion in batched(found, AT_ONCE))


def _rebuild(projection: Projection, *, portion: Sequence[str], report: Report, dry_run: bool) -> None:
    """One portion in one transaction, once more without a stream whose facts its handlers don't take."""
    left = list(portion)
    while left:
        try:
            with atomic(projection.room):
                told = _told(projection, portion=left)
                changed = _merge(projection, told=told)
                transaction.set_rollback(dry_run, using=alias_of(projection.room))
        except Unplayable as failure:
            left.remove(failure.stream)
            log.warning("stream left alone", projection=projection.name, stream=failure.stream, exc_info=True)
        else:
            report.streams += len(told)
            report.left_alone += sorted(set(portion) - told.keys())
            report.rows += changed
            return
    report.left_alone += portion


def _told(projection: Projection, *, portion: Sequence[str]) -> dict[str, list[Told]]:
    """Of each stream that has one, the facts from a beginning on, while nobody handles more of them."""
    room = projection.room
    _rows(room, LOCK, [shards.family(side="inbox", room=room), shards.shard_of(portion[0])])
    facts = [Told(*row) for row in _rows(room, FACTS, [room, list(portion)])]
    found = {stream: list(own) for stream, own in groupby(facts, key=lambda fact: fact.stream)}
    begun = {stream: list(dropwhile(lambda fact: not fact.begins, own)) for stream, own in found.items()}
    return {stream: own for stream, own in begun.items() if own}


def _merge(projection: Projection, *, told: dict[str, list[Told]]) -> Counter[str]:
    held = merge.own_keys(projection, subjects=[subject_of(stream) for stream in told])
    with shadow.tables(projection):
        for stream, facts in told.items():
            _replay(projection, stream=stream, facts=facts)
        return merge.merge(projection, held=held)


def _replay(projection: Projection, *, stream: str, facts: Sequence[Told]) -> None:
    """Run the handlers that feed the projection, as they run when the facts arrive."""
    feeds = projection.feeds()
    try:
        for fact in facts:
            for subscription in feeds.get(fact.type, ()):
                subscription.handler(decode(subscription.event_type, json.loads(fact.data)))
    except Exception as error:  # a handler may fail in any way: its stream is left alone, the others go on
        raise Unplayable(stream) from error


def _rows(room: str, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []
