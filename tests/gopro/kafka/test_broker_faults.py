"""A broker of this test's own that is suspended, killed and started again: what was acknowledged is there."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gopro.kafka import producer
from gopro.kafka.sink import KafkaSink
from tests.gopro.kafka.conftest import make_fact
from tests.provisioning.brokers import Broker, new_broker
from tests.provisioning.kafka import Kafka


@pytest.fixture
def own_broker(tmp_path: Path, settings) -> Iterator[Broker]:
    broker = new_broker(tmp_path / "kafka")
    broker.start()
    settings.KAFKA_URL, settings.KAFKA_PARTITIONS = f"kafka://{broker.address}", 2
    yield broker
    broker.close()


@pytest.fixture
def kafka(own_broker: Broker) -> Kafka:
    """So that `read_topic` reads there."""
    return Kafka(address=own_broker.address, prefix="gopro")


def until_ready(sink: KafkaSink, *, seconds: float = 20) -> float:
    began = time.monotonic()
    while not sink.is_ready():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def test_suspended_then_killed(
    own_broker: Broker, read_topic: Callable[[str], list[Any]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(producer, "DELIVERY_SECONDS", 1.5)
    monkeypatch.setattr("gopro.kafka.sink.DELIVERY_SECONDS", 1.5)
    sink = KafkaSink()
    until_ready(sink)
    facts = [make_fact(str(number % 7), sequence=number // 7 + 1) for number in range(70)]
    assert list(sink.deliver(room="users", facts=facts[:30])) == facts[:30]

    own_broker.suspend()
    began = time.monotonic()
    assert list(sink.deliver(room="users", facts=facts[30:])) == []
    assert time.monotonic() - began < 3.5  # the transaction that waits for it
    assert not sink.is_ready()
    own_broker.resume()
    until_ready(sink)
    assert list(sink.deliver(room="users", facts=facts[30:50])) == facts[30:50]

    own_broker.kill()
    assert list(sink.deliver(room="users", facts=facts[50:])) == []
    own_broker.start()
    until_ready(sink)
    assert list(sink.deliver(room="users", facts=facts[50:])) == facts[50:]
    sink.close()

    told = [dict(record.headers)["ce_id"].decode() for record in read_topic("gopro.users.events")]
    assert set(told) == {str(fact.event_id) for fact in facts}
