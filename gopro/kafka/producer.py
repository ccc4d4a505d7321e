"""The connection of the mirror: an idempotent producer of this process, behind a breaker that opens when it fails.

Made when first needed, so after any fork; thrown away at the first failure, so that nothing it still holds comes late.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from random import SystemRandom
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.partitioner.abc import Partitioner
from kafka.partitioner.default import murmur2

from gopro.kafka import client, drift, metrics, topics
from gopro.kafka.address import BadAddress
from gopro.kafka.reach import KafkaAway

DELIVERY_SECONDS = 5.0  # a transaction of the relay waits no longer
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Connection:
    """Closed to work: it has a producer. Open: it has none, and tries again after a pause, outside any transaction."""

    reason: str = ""  # why it is open
    _producer: KafkaProducer | None = None
    _process: int = 0
    _failures: int = 0
    _again_at: float = 0.0

    def is_ready(self) -> bool:
        if self._current() is not None:
            return True
        if time.monotonic() < self._again_at:
            return False
        try:
            self._producer, self._process = _connect(), os.getpid()
        except (KafkaAway, BadAddress) as reason:
            self.fail(reason)
            return False
        log.info("kafka takes facts", after_failures=self._failures)
        self._failures, self.reason = 0, ""
        metrics.UP.set(1)
        return True

    def producer(self) -> KafkaProducer:
        """Only after `is_ready`."""
        found = self._current()
        if found is None:
            raise KafkaAway("Kafka is away.")
        return found

    def fail(self, reason: Exception) -> None:
        """Open the breaker. The reason is said once, and again when it is another."""
        if str(reason) != self.reason:
            log.warning("kafka is away; facts wait for it", reason=str(reason))
        self.reason = str(reason)
        metrics.UP.set(0)
        self.close()
        self._failures += 1
        longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(self._failures, 10))
        self._again_at = time.monotonic() + SystemRandom().uniform(longest / 2, longest)

    def close(self) -> None:
        producer, self._producer = self._current(), None
        if producer is not None:
            _abandon(producer)

    def _current(self) -> KafkaProducer | None:
        """A producer that came with a fork has no threads here: it is forgotten, its parent's is untouched."""
        return self._producer if self._process == os.getpid() else None


def _connect() -> KafkaProducer:
    """Raises KafkaAway unless every topic is there to be written to."""
    _ensure_topics()
    try:
        return KafkaProducer(**client.options(name="mirror"), **_settings())
    except KafkaError as failure:
        raise client.why_away(failure) from None


def _ensure_topics() -> None:
    admin = client.admin()
    try:
        drift.make_missing(admin)
    except KafkaError as failure:
        reason = f"Kafka lacks topics and doesn't let them be made here: {failure}."
        raise KafkaAway(f"{reason} Somebody who may: manage.py kafka topics --apply") from None
    finally:
        admin.close()


def _abandon(producer: KafkaProducer) -> None:
    """At once, and so that it sends nothing more: its own close raises while something waits, and sends it later."""
    producer._sender.force_close()
    with suppress(KafkaError):
        producer.close(timeout=1)


@lru_cache(maxsize=65_536)
def _hash(key: bytes) -> int:
    """In Python it takes a while, and streams come again."""
    return int(murmur2(key)) & 0x7FFFFFFF


class JavaPartitioner(Partitioner):  # type: ignore[misc]  # kafka-python ships no types
    """Keys go to the partition to which a Java client sends them. As the library's own, but four times as fast."""

    def partition(
        self, topic: str, key: object, serialized_key: bytes, value: object, serialized_value: object, cluster: Any
    ) -> int:
        return _hash(serialized_key) % len(cluster.partitions_for_topic(topic))


def _settings() -> dict[str, object]:
    return {
        "acks": "all",
        "metrics_enabled": False,  # ours are enough, and the client's cost a twentieth
        "enable_idempotence": True,
        "partitioner": JavaPartitioner(),
        "delivery_timeout_ms": int(DELIVERY_SECONDS * 1000),
        "request_timeout_ms": int(DELIVERY_SECONDS * 1000) - 500,
        "max_block_ms": 2000,
        "max_request_size": topics.LARGEST,
        "batch_size": 128 * 1024,
        "linger_ms": 5,
    }
