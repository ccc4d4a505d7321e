"""What is in Kafka, read by another client than the product's, and held against the archive."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from tests.faults.deployment import Deployment

TOLD = "SELECT event_id::text FROM teller.gopro_events_outbox"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mirrored:
    messages: int
    duplicates: int
    missing: int  # facts told that are not in the topic
    disordered: int  # a fact's first copy before that of an earlier one of its stream
    split: int  # keys that lie in more than one partition


def read(deployment: Deployment) -> list[Any]:
    """Every message of the teller's topic, from its beginning to its end of now."""
    assert deployment.broker is not None
    topic = f"{deployment.prefix}.teller.events"
    consumer = Consumer(
        {"bootstrap.servers": deployment.broker.address, "group.id": "foreign", "enable.auto.commit": False}
    )
    try:
        partitions = [
            TopicPartition(topic, number, 0) for number in consumer.list_topics(topic).topics[topic].partitions
        ]
        ends = {part.partition: consumer.get_watermark_offsets(part)[1] for part in partitions}
        consumer.assign(partitions)
        found: list[Any] = []
        while len(found) < sum(ends.values()):
            message = consumer.poll(30)
            assert message is not None, "Kafka has what it does not give"
            assert message.error() is None, message.error()
            found.append(message)
        return found
    finally:
        consumer.close()


def compare(deployment: Deployment) -> Mirrored:
    messages = read(deployment)
    with deployment.connect() as connection:
        told = {event_id for (event_id,) in connection.execute(TOLD).fetchall()}
    firsts: dict[str, int] = {}
    streams: dict[bytes, list[int]] = defaultdict(list)
    places: dict[bytes, set[int]] = defaultdict(set)
    for message in sorted(messages, key=lambda one: (one.partition(), one.offset())):
        headers = {name: value.decode() for name, value in message.headers()}
        places[message.key()].add(message.partition())
        if headers["ce_id"] not in firsts:
            firsts[headers["ce_id"]] = int(headers["ce_sequence"])
            streams[message.key()].append(int(headers["ce_sequence"]))
    return Mirrored(
        messages=len(messages),
        duplicates=len(messages) - len(firsts),
        missing=len(told - firsts.keys()),
        disordered=sum(later < earlier for numbers in streams.values() for earlier, later in pairwise(numbers)),
        split=sum(len(found) > 1 for found in places.values()),
    )


def rewind(deployment: Deployment, *, room: str) -> None:
    """Everything again, from offset 0. The room's consumers must be down."""
    assert deployment.broker is not None
    topic = f"{deployment.prefix}.{'teller' if room == 'hearer' else 'hearer'}.events"
    group = {"bootstrap.servers": deployment.broker.address, "group.id": f"{deployment.prefix}.{room}"}
    consumer = Consumer(group | {"enable.auto.commit": False})
    try:
        numbers = consumer.list_topics(topic).topics[topic].partitions
        consumer.commit(offsets=[TopicPartition(topic, number, 0) for number in numbers], asynchronous=False)
    finally:
        consumer.close()
