"""The mirror: what it answers is on the broker, and a broker that is away is answered with nothing, quickly."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from kafka.partitioner.default import murmur2

from gopro.events.fact import Fact
from gopro.kafka.sink import KafkaSink
from tests.gopro.kafka.conftest import make_fact
from tests.provisioning.kafka import Kafka

PERSON = UUID(int=7)


@pytest.fixture
def sink() -> Iterator[KafkaSink]:
    sink = KafkaSink()
    yield sink
    sink.close()


def deliver(sink: KafkaSink, *facts: Fact) -> list[Fact]:
    assert sink.is_ready()
    return list(sink.deliver(room="users", facts=facts))


def test_facts_reach_their_topic_in_order(topics: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]):
    facts = [make_fact("a1", sequence=1), make_fact("b2", sequence=1), make_fact("a1", sequence=2)]
    assert deliver(sink, *facts) == facts
    records = read_topic(f"{topics.prefix}.users.events")
    assert [dict(record.headers)["ce_sequence"] for record in records if record.key == b"a1"] == [b"1", b"2"]
    assert len(records) == 3
    assert read_topic(f"{topics.prefix}.audit.events") == []
    assert read_topic(f"{topics.prefix}.activity.events") == []


def test_keys_go_where_a_java_client_sends_them(topics: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]):
    """The hashes are those of Kafka's own UtilsTest.java."""
    assert {
        key: murmur2(key) - 2**32 * (murmur2(key) >= 2**31) for key in (b"21", b"foobar", b"a-little-bit-long-string")
    } == {
        b"21": -973932308,
        b"foobar": -790332482,
        b"a-little-bit-long-string": -985981536,
    }
    deliver(sink, *[make_fact(subject) for subject in ("21", "foobar", "a-little-bit-long-string")])
    assert {record.key: record.partition for record in read_topic(f"{topics.prefix}.users.events")} == {
        key: (murmur2(key) & 0x7FFFFFFF) % 4 for key in (b"21", b"foobar", b"a-little-bit-long-string")
    }


def test_activities_states_and_audit_have_topics_of_their_own(
    topics: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]
):
    attempt = "gopro.users.attempt."
    tried = make_fact("t1", sequence=1, type=f"{attempt}tried.v1", data=f'{{"user_id": "{PERSON}"}}')
    state = make_fact("t1", sequence=2, type=f"{attempt}attempt_snapshot.v1")
    end = make_fact("t1", sequence=3, type=f"{attempt}attempt_deleted.v1")
    done = make_fact("users", type="gopro.users.audit.audit_recorded.v1")
    assert deliver(sink, tried, state, end, done) == [tried, state, end, done]
    assert [record.value for record in read_topic(f"{topics.prefix}.users.events")] == [
        tried.data.encode(),
        state.data.encode(),
        end.data.encode(),
    ]
    [activity] = read_topic(f"{topics.prefix}.activity.events")
    assert (activity.key, activity.value) == (str(PERSON).encode(), tried.data.encode())
    assert [(each.key, each.value) for each in read_topic(f"{topics.prefix}.snapshots")] == [
        (b"users.attempt:t1", state.data.encode()),
        (b"users.attempt:t1", None),
    ]
    [audit] = read_topic(f"{topics.prefix}.audit.events")
    assert (audit.key, dict(audit.headers)["ce_source"]) == (b"users", b"/gopro/users")


def test_a_fact_too_large_holds_only_its_stream(topics: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]):
    large = make_fact("a1", sequence=1, data='{"a": "' + "x" * 4_200_000 + '"}')
    other = make_fact("b2", sequence=1)
    assert deliver(sink, large, make_fact("a1", sequence=2), other) == [other]
    assert sink.is_ready()
    assert [record.key for record in read_topic(f"{topics.prefix}.users.events")] == [b"b2"]


def test_topics_that_are_missing_are_made(kafka: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]):
    assert deliver(sink, fact := make_fact()) == [fact]
    assert len(read_topic(f"{kafka.prefix}.users.events")) == 1


def test_a_broker_that_is_away_costs_nothing(settings, sink: KafkaSink):
    settings.KAFKA_URL = "kafka://127.0.0.1:1"
    assert not sink.is_ready()
    began = time.monotonic()
    assert not any(sink.is_ready() for _ in range(1000))
    assert time.monotonic() - began < 0.2
    assert list(sink.deliver(room="users", facts=[make_fact()])) == []
