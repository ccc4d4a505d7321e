"""A made-up subject of facts, and a broker with its topics, for the length of a test."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from gopro.events import registry
from gopro.events.contract import Event
from gopro.events.fact import Fact
from gopro.events.registry import OnFailure, Subscription
from gopro.events.shards import shard_of
from gopro.identifiers import uuid7
from gopro.kafka import client, drift, wire
from tests.provisioning.kafka import Kafka

TOLD_AT = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried(Event):
    """Somebody tried something."""

    name: ClassVar[str] = "users.attempt.tried.v1"
    aggregate: ClassVar[str] = "attempt_id"
    activity: ClassVar[str] = "user_id"
    attempt_id: UUID
    user_id: UUID
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptSnapshot(Event):
    """An attempt as it is now."""

    name: ClassVar[str] = "users.attempt.attempt_snapshot.v1"
    aggregate: ClassVar[str] = "attempt_id"
    snapshot: ClassVar[bool] = True
    attempt_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptDeleted(Event):
    """An attempt is gone."""

    name: ClassVar[str] = "users.attempt.attempt_deleted.v1"
    aggregate: ClassVar[str] = "attempt_id"
    ends: ClassVar[bool] = True
    attempt_id: UUID


def make_fact(
    subject: str = "a1", *, sequence: int = 1, type: str = "gopro.users.user.user_created.v1", data: str = '{"a": 1}'
) -> Fact:
    room, kind = type.split(".")[1:3]
    stream = f"{room}.{kind}:{subject}"
    return Fact(
        id=sequence,
        event_id=uuid7(),
        type=type,
        stream=stream,
        sequence=sequence,
        shard=shard_of(stream),
        data=data,
        meta='{"actorid": "u-7", "correlationid": "r-1"}',
        told_at=TOLD_AT,
    )


def tried(subject: UUID, *, sequence: int = 1, note: str = "") -> Fact:
    data = {"attempt_id": str(subject), "user_id": str(UUID(int=7)), "note": note}
    return make_fact(str(subject), sequence=sequence, type="gopro.users.attempt.tried.v1", data=json.dumps(data))


def make_topics() -> None:
    admin = client.admin()
    for difference in drift.differences(admin):
        drift.apply(admin, difference)
    admin.close()


@pytest.fixture
def topics(kafka: Kafka) -> Kafka:
    """All of the layout's, made."""
    make_topics()
    return kafka


@pytest.fixture
def hears() -> Iterator[Callable[..., list[Tried]]]:
    """Let a room hear `Tried`; answers the list of what it heard."""
    made: list[Subscription] = []

    def hear(room: str = "progress") -> list[Tried]:
        heard: list[Tried] = []
        made.append(Subscription(consumer=room, event_type=Tried, handler=heard.append, on_failure=OnFailure.HALT))
        registry.register(made[-1])
        return heard

    yield hear
    for subscription in made:
        registry.forget(subscription)


@pytest.fixture
def send(topics: Kafka) -> Iterator[Callable[..., None]]:
    """Put records into a topic, as anybody could: all in one partition, in this order."""
    producer = KafkaProducer(bootstrap_servers=topics.address)

    def send(*facts: Fact, topic: str = f"{topics.prefix}.users.events", partition: int = 0, **changes: Any) -> None:
        for fact in facts:
            message = wire.encode(fact)
            record = {"key": message.key, "value": message.value, "headers": message.headers} | changes
            producer.send(topic, partition=partition, **record).get(10)

    yield send
    producer.close()


@pytest.fixture
def read_topic(kafka: Kafka) -> Callable[[str], list[Any]]:
    """What a topic holds now, in the order of each partition."""

    def read(name: str) -> list[Any]:
        consumer = KafkaConsumer(bootstrap_servers=kafka.address, enable_auto_commit=False)
        places = [TopicPartition(name, number) for number in consumer.partitions_for_topic(name) or ()]
        consumer.assign(places)
        consumer.seek_to_beginning()
        ends, found = consumer.end_offsets(places), []
        while any(consumer.position(place) < ends[place] for place in places):
            found += [record for records in consumer.poll(timeout_ms=200).values() for record in records]
        consumer.close()
        return sorted(found, key=lambda record: (record.partition, record.offset))

    return read
