"""The mirror: facts of the rooms here to Kafka. What is answered has been acknowledged by every in-sync replica."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError

from gopro.events import sinks
from gopro.events.fact import Fact
from gopro.kafka import topics, wire
from gopro.kafka.producer import DELIVERY_SECONDS, Connection
from gopro.kafka.reach import KafkaAway

log = structlog.get_logger(__name__)

type Sent = tuple[Fact, list[Any]]  # a fact, and a future for each of its records


class KafkaSink:
    name = sinks.KAFKA

    def __init__(self) -> None:
        self.connection = Connection()

    def is_ready(self) -> bool:
        return self.connection.is_ready()

    def deliver(self, *, room: str, facts: Sequence[Fact]) -> Sequence[Fact]:
        try:
            producer = self.connection.producer()
            sent, failure = send_all(producer, facts)
            failure = wait_for(producer, sent) or failure
        except (KafkaError, KafkaAway) as reason:
            sent, failure = [], reason
        if failure is not None:
            self.connection.fail(failure)
        return acknowledged(sent)

    def close(self) -> None:
        self.connection.close()


@cache
def sink() -> KafkaSink:
    """One a process, with one connection."""
    return KafkaSink()


def send_all(producer: KafkaProducer, facts: Sequence[Fact]) -> tuple[list[Sent], Exception | None]:
    """Hand them to the producer in order. A fact that is too large stays behind, and its stream with it."""
    sent: list[Sent] = []
    stuck: set[str] = set()
    for fact in facts:
        if fact.stream in stuck:
            continue
        try:
            sent.append((fact, _send(producer, fact)))
        except MessageSizeTooLargeError as reason:
            stuck.add(fact.stream)
            log.error("a fact is too large for Kafka; its stream waits", stream=fact.stream, reason=str(reason))
        except KafkaError as reason:
            return sent, reason
    return sent, None


def wait_for(producer: KafkaProducer, sent: list[Sent]) -> Exception | None:
    """Until each is acknowledged or given up; answers why one was."""
    try:
        producer.flush(timeout=DELIVERY_SECONDS)
    except KafkaError as reason:
        return cast("Exception", reason)
    for _, futures in sent:
        for future in futures:
            if not future.succeeded():
                return cast("Exception | None", future.exception) or TimeoutError("not acknowledged in time")
    return None


def acknowledged(sent: list[Sent]) -> list[Fact]:
    """Of each stream those before the first that isn't."""
    broken: set[str] = set()
    there: list[Fact] = []
    for fact, futures in sent:
        if fact.stream in broken or not all(future.succeeded() for future in futures):
            broken.add(fact.stream)
        else:
            there.append(fact)
    return there


def _send(producer: KafkaProducer, fact: Fact) -> list[Any]:
    """To the main topic, and where its contract says so to those of activities and of states."""
    message, route = wire.encode(fact), topics.route_of(fact.type)
    put = [producer.send(route.topic, key=message.key, value=message.value, headers=message.headers)]
    if route.activity:
        person = str(json.loads(fact.data).get(route.activity) or "")
        put.append(producer.send(topics.activity(), key=person.encode(), value=message.value, headers=message.headers))
    if route.is_snapshot or route.is_end:
        state = None if route.is_end else message.value  # no value is a tombstone: the key goes when it is compacted
        put.append(producer.send(topics.snapshots(), key=fact.stream.encode(), value=state, headers=message.headers))
    return put
