"""Records of a topic as facts: what can't be one is told apart, with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from gopro.events.fact import Fact
from gopro.kafka import topics, wire
from gopro.kafka.wire import Header, Unreadable


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    topic: str
    partition: int
    offset: int
    taken_at: datetime
    key: bytes | None
    value: bytes | None
    headers: Sequence[Header]

    @classmethod
    def of(cls, polled: Any) -> Self:
        """What the client's poll gives."""
        return cls(
            topic=polled.topic,
            partition=polled.partition,
            offset=polled.offset,
            taken_at=datetime.fromtimestamp(max(polled.timestamp, 0) / 1000, tz=UTC),
            key=polled.key,
            value=polled.value,
            headers=[(name, value or b"") for name, value in polled.headers],
        )


@dataclass(kw_only=True, slots=True)
class Batch:
    """`facts` go with their records, which are parked should the database refuse one."""

    facts: list[tuple[Fact, Record]]
    unreadable: list[tuple[Record, str]]


def read_all(records: Iterable[Record]) -> Batch:
    batch = Batch(facts=[], unreadable=[])
    for record in records:
        try:
            batch.facts.append((read(record), record))
        except Unreadable as reason:
            batch.unreadable.append((record, str(reason)))
    return batch


def read(record: Record) -> Fact:
    """Raises Unreadable; also where a room's fact stands in a topic that isn't that room's, whoever may write there."""
    fact = wire.decode(headers=record.headers, value=record.value, at=record.taken_at)
    if topics.topic_of(fact.type) != record.topic:
        raise Unreadable(f"{fact.type} has no business in {record.topic}")
    return fact
