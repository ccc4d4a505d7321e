"""Facts to Kafka, as a ratio to a bare producer with the same settings and the same bytes."""

import os
import time
from urllib.parse import urlsplit

from django.core.management import call_command
from kafka import KafkaProducer

from gopro.events.fact import COLUMNS, Fact
from gopro.kafka import topics, wire
from tests.bench import facts
from tests.bench.processes import loops, standing_still
from tests.bench.report import Report, Size

READ = f"SELECT {COLUMNS} FROM gopro_events_outbox AS outbox ORDER BY id DESC LIMIT %s"  # noqa: S608 - constants


def measure(*, report: Report, size: Size) -> None:
    if "KAFKA_URL" not in os.environ:
        return
    call_command("kafka", "topics", "--apply")
    mirrored, bare = [], []
    with loops("relay --sink kafka") as relays:
        wait_for_mirror()
        for _ in range(size.rounds):
            facts.tell(size.facts, destinations=("kafka",))
            began = time.perf_counter()
            wait_for_mirror()
            mirrored.append(size.facts / (time.perf_counter() - began))
            with standing_still(relays):
                bare.append(_bare_producer(size.facts))
    report.add("bare kafka-python producer", bare, unit="/s")
    report.add("outbox to Kafka, 1 relay", mirrored, unit="/s")
    ratios = [one / other for one, other in zip(mirrored, bare, strict=True)]
    report.add("  as a ratio to the bare producer", ratios, target=">= 0.5", met=lambda x: x >= 0.5)


def wait_for_mirror() -> None:
    while not is_mirrored():
        time.sleep(0.01)


def is_mirrored() -> bool:
    known = "SELECT EXISTS (SELECT FROM gopro_events_destination WHERE name = 'kafka' AND caught_up_to >= since)"
    return bool(facts.run("teller", known)[0][0]) and facts.is_relayed("kafka")


def _bare_producer(count: int) -> float:
    told = [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in facts.run("teller", READ, [count])]
    messages = [(topics.route_of(fact.type).topic, wire.encode(fact)) for fact in told]
    producer = KafkaProducer(
        bootstrap_servers=[urlsplit(os.environ["KAFKA_URL"]).netloc],
        **{"acks": "all", "enable_idempotence": True, "batch_size": 128 * 1024, "linger_ms": 5},
    )
    producer.partitions_for(messages[0][0])
    began = time.perf_counter()
    for topic, message in messages:
        producer.send(topic, key=message.key, value=message.value, headers=message.headers)
    producer.flush()
    rate = count / (time.perf_counter() - began)
    producer.close()
    return rate
