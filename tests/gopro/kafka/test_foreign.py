"""Others read what we tell and tell what we read: kcat, which is C, and the `cloudevents` package."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from gopro.events.catalogue.examples import example
from gopro.events.catalogue.schemas import schema_of
from gopro.events.fact import Fact
from gopro.events.models import Inbox
from gopro.events.registry import event_types
from gopro.identifiers import uuid7
from gopro.kafka import intake, reading, topics
from gopro.kafka.reading import Record
from gopro.kafka.sink import KafkaSink
from tests.gopro.kafka.conftest import TOLD_AT, make_fact
from tests.provisioning import java
from tests.provisioning.kafka import Kafka

ATTEMPT = UUID(int=3)
ROOMS_AND_AUDIT = ("users", "courses", "progress", "notifications", "audit")
TRIED = "gopro.users.attempt.tried.v1"


@pytest.fixture(scope="session")
def kcat() -> str:
    try:
        return java.program("kcat", package="kcat")
    except java.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def sink() -> Iterator[KafkaSink]:
    sink = KafkaSink()
    yield sink
    sink.close()


def one_of_each_contract() -> list[Fact]:
    """Of the rooms' own: those that other tests make up may still be in memory, and their rooms have no topics."""
    facts = []
    released = [(name, one) for name, one in event_types().items() if not one.__module__.startswith("tests.")]
    for name, contract in sorted(released):
        data = example(schema_of(contract))
        facts.append(make_fact(str(data[contract.aggregate]), type=name, data=json.dumps(data)))
    return facts


def read_by_kcat(kcat: str, *, broker: str, topic: str) -> list[dict[str, Any]]:
    command = [kcat, "-C", "-q", "-b", broker, "-t", topic, "-e", "-J"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return [json.loads(line) for line in said.splitlines()]


def headers_of(record: dict[str, Any]) -> dict[str, str]:
    flat = record["headers"]
    return dict(zip(flat[::2], flat[1::2], strict=True))


def test_kcat_reads_every_contract(topics: Kafka, sink: KafkaSink, kcat: str):
    facts = one_of_each_contract()
    assert len(facts) > 20
    assert sink.is_ready()
    assert list(sink.deliver(room="users", facts=facts)) == facts
    read = {
        headers_of(record)["ce_id"]: record
        for topic in sorted({f"{topics.prefix}.{name}.events" for name in ROOMS_AND_AUDIT})
        for record in read_by_kcat(kcat, broker=topics.address, topic=topic)
    }
    assert set(read) == {str(fact.event_id) for fact in facts}
    for fact in facts:
        record, (room, subject) = read[str(fact.event_id)], fact.stream.partition(":")[0].split(".")
        assert record["topic"] == f"{topics.prefix}.{'audit' if subject == 'audit' else room}.events"
        assert record["key"] == fact.stream.partition(":")[2]
        assert json.loads(record["payload"]) == json.loads(fact.data)
        assert headers_of(record) == {
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_id": str(fact.event_id),
            "ce_source": f"/gopro/{room}",
            "ce_type": fact.type,
            "ce_subject": record["key"],
            "ce_time": "2026-03-29T01:30:00.123456Z",
            "ce_dataschema": f"urn:gopro:schema:{fact.type}",
            "ce_sequence": "1",
            "ce_partitionkey": record["key"],
            "ce_actorid": "u-7",
            "ce_correlationid": "r-1",
        }


def test_kcat_tells_a_fact_that_reaches_an_inbox(
    db: None, topics: Kafka, kcat: str, hears: Callable[[], list[Any]], read_topic: Callable[[str], list[Any]]
):
    """With its own key and librdkafka's name for Java's partitioner it goes where ours would."""
    hears()
    topic, event_id = f"{topics.prefix}.users.events", uuid7()
    attributes = {"id": event_id, "source": "/gopro/users", "type": TRIED, "subject": ATTEMPT, "sequence": 1}
    headers = [word for name, value in attributes.items() for word in ("-H", f"ce_{name}={value}")]
    command = [kcat, "-P", "-b", topics.address, "-t", topic, "-k", str(ATTEMPT), "-X", "partitioner=murmur2_random"]
    body = json.dumps({"attempt_id": str(ATTEMPT), "user_id": str(ATTEMPT), "note": "héllo"}, ensure_ascii=False)
    specversion = ["-H", "ce_specversion=1.0", "-H", "content-type=application/json; charset=utf-8"]
    subprocess.run([*command, *specversion, *headers], input=body.encode(), check=True, timeout=60)
    [record] = read_topic(topic)
    intake.take(room="progress", records=[Record.of(record)])
    row = Inbox.objects.using("progress").get(event_id=event_id)
    assert (row.stream, row.sequence, row.data["note"]) == (f"users.attempt:{ATTEMPT}", 1, "héllo")
    ours = KafkaSink()
    assert ours.is_ready()
    ours.deliver(room="users", facts=[make_fact(str(ATTEMPT))])
    ours.close()
    assert {each.partition for each in read_topic(topic)} == {record.partition}


def test_the_cloudevents_package_reads_every_contract(
    topics: Kafka, sink: KafkaSink, read_topic: Callable[[str], list[Any]]
):
    facts = {str(fact.event_id): fact for fact in one_of_each_contract()}
    assert sink.is_ready()
    assert len(sink.deliver(room="users", facts=list(facts.values()))) == len(facts)
    for name in ROOMS_AND_AUDIT:
        for record in read_topic(f"{topics.prefix}.{name}.events"):
            message = KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value)
            event = from_binary(message, JSONFormat())
            fact = facts.pop(event.get_id())
            assert event.get_data() == json.loads(fact.data)
            assert (event.get_type(), event.get_time()) == (fact.type, TOLD_AT)
            assert event.get_subject() == event.get_extension("partitionkey") == record.key.decode()
            assert event.get_extension("sequence") == "1"
    assert facts == {}


def test_the_cloudevents_package_tells_a_fact(kafka: Kafka):
    event_id = uuid7()
    event = CloudEvent(
        attributes={
            **{"id": str(event_id), "source": "/gopro/users", "type": TRIED, "specversion": "1.0", "time": TOLD_AT},
            **{"subject": str(ATTEMPT), "sequence": "4", "datacontenttype": "application/json", "actorid": "u-1"},
        },
        data={"attempt_id": str(ATTEMPT), "note": "Ґ"},
    )
    message = to_binary(event, JSONFormat())
    record = Record(
        topic=topics.topic_of(TRIED),
        partition=0,
        offset=0,
        taken_at=TOLD_AT,
        key=None,
        value=message.value,
        headers=list(message.headers.items()),
    )
    fact = reading.read(record)
    assert (fact.event_id, fact.sequence, fact.told_at) == (event_id, 4, TOLD_AT)
    assert fact.stream == f"users.attempt:{ATTEMPT}"
    assert (json.loads(fact.data)["note"], json.loads(fact.meta)) == ("Ґ", {"actorid": "u-1"})
