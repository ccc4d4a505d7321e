"""From Kafka to the inboxes of the rooms here: one consumer group a room, one thread a group.

Poll, insert and commit in the database, then commit the offsets. Nothing is handled here, so a slow handler costs no
rebalance; and no offset decides correctness, only how much comes twice.
"""

import threading
import time
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from kafka import KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import CommitFailedError, KafkaError, RebalanceInProgressError

from gopro.database import close_stale_connections
from gopro.kafka import client, intake, metrics, parking, topics
from gopro.kafka.address import BadAddress
from gopro.kafka.reach import KafkaAway
from gopro.kafka.reading import Record

EVERYTHING = "*"  # in GOPRO_CONSUME: also from rooms that are hosted here
DEEPEST = 20_000  # facts in an inbox, above which no more are taken until a worker has handled half
POLL_SECONDS = 0.5
AFTER_FAILURE_SECONDS = 1.0
WATCH_SECONDS = 1.0
READY_SECONDS = 10.0

log = structlog.get_logger(__name__)


def topics_for(room: str) -> list[str]:
    """Those with subjects that it hears of rooms that live elsewhere, or that GOPRO_CONSUME names."""
    named = set(settings.CONSUME)
    heard = {kind.partition(".")[0]: topics.topic_of_kind(kind) for kind in sorted(intake.kinds_of(room))}
    wanted = set(heard) if EVERYTHING in named else named | (set(settings.ROOMS) - set(settings.ROOMS_HERE))
    return sorted({topic for teller, topic in heard.items() if teller in wanted})


class RoomConsumer:
    """Feeds one room's inbox until told to stop."""

    def __init__(self, *, room: str, stopping: threading.Event) -> None:
        self.room = room
        self.topics = topics_for(room)
        self.stopping = stopping
        self.polled_at = self.watched_at = 0.0
        self.is_assigned = False

    def run(self) -> None:
        """A broker that is away is tried again, and said to be away once."""
        was_away = False
        while not self.stopping.is_set():
            try:
                with_consumer = connect(self.room)
            except (KafkaAway, BadAddress) as reason:
                if not was_away:
                    log.warning("kafka is away; the room hears nothing by it", room=self.room, reason=str(reason))
                was_away = True
                self.stopping.wait(AFTER_FAILURE_SECONDS)
                continue
            was_away = False
            self._feed(with_consumer)
        connections.close_all()

    def is_ready(self) -> bool:
        return self.is_assigned and time.monotonic() - self.polled_at < READY_SECONDS

    def _feed(self, consumer: KafkaConsumer) -> None:
        consumer.subscribe(self.topics)
        log.info("consuming", room=self.room, topics=self.topics)
        try:
            while not self.stopping.is_set():
                self._turn(consumer)
        except KafkaError as failure:
            log.warning("consumer failed, connecting again", room=self.room, reason=repr(failure))
            self.stopping.wait(AFTER_FAILURE_SECONDS)
        finally:
            self.is_assigned = False
            consumer.close(timeout_ms=3000)
            log.info("no longer consuming", room=self.room)

    def _turn(self, consumer: KafkaConsumer) -> None:
        close_stale_connections()
        polled = consumer.poll(timeout_ms=int(POLL_SECONDS * 1000))
        self.polled_at, self.is_assigned = time.monotonic(), bool(consumer.assignment())
        try:
            if polled:
                intake.take(room=self.room, records=[Record.of(each) for found in polled.values() for each in found])
            self._watch(consumer)
        except (DatabaseError, InterfaceError):
            log.warning("database away, taking the batch again", room=self.room, exc_info=True)
            connections.close_all()
            rewind(consumer, {place: found[0].offset for place, found in polled.items()})
            self.stopping.wait(AFTER_FAILURE_SECONDS)
            return
        if polled:
            commit_offsets(consumer)

    def _watch(self, consumer: KafkaConsumer) -> None:
        """Now and then: the figures, and whether the inbox is too deep to take more."""
        if time.monotonic() - self.watched_at < WATCH_SECONDS:
            return
        self.watched_at = time.monotonic()
        metrics.PARKED.labels(room=self.room).set(parking.count(self.room))
        report_lag(consumer, room=self.room)
        hold_back(consumer, room=self.room)


def connect(room: str) -> KafkaConsumer:
    """Raises KafkaAway with the reason."""
    try:
        return KafkaConsumer(
            **client.options(name=room),
            group_id=f"{settings.KAFKA_PREFIX}.{room}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=[CooperativeStickyAssignor],
            session_timeout_ms=6_000,  # the least that a broker allows: so long a killed one's share lies idle
            heartbeat_interval_ms=2_000,
            max_partition_fetch_bytes=topics.LARGEST,
        )
    except KafkaError as failure:
        raise client.why_away(failure) from None


def commit_offsets(consumer: KafkaConsumer) -> None:
    """Of what the database has. Where the group has moved on meanwhile, another takes those records again."""
    try:
        consumer.commit()
    except (CommitFailedError, RebalanceInProgressError) as reason:
        log.info("offsets not committed, the group is being shared out anew", reason=repr(reason))


def rewind(consumer: KafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    for place, offset in offsets.items():
        if place in consumer.assignment():
            consumer.seek(place, offset)


def hold_back(consumer: KafkaConsumer, *, room: str) -> None:
    """Pause while the inbox is too deep. Polling goes on, so that the group knows us alive."""
    waiting, paused = intake.depth(room=room, at_most=DEEPEST), consumer.paused()
    if waiting >= DEEPEST:
        consumer.pause(*(consumer.assignment() - paused))
    elif paused and waiting <= DEEPEST // 2:
        consumer.resume(*paused)
    metrics.PAUSED.labels(room=room).set(bool(consumer.paused()))


def report_lag(consumer: KafkaConsumer, *, room: str) -> None:
    """From what the last fetches said, without asking the broker."""
    lags = dict(_lags(consumer, consumer.assignment()))
    for place, lag in lags.items():
        metrics.LAG.labels(room=room, topic=place.topic, partition=place.partition).set(lag)
    metrics.TOTAL_LAG.labels(room=room).set(sum(lags.values()))


def _lags(consumer: KafkaConsumer, places: Iterable[TopicPartition]) -> Iterable[tuple[TopicPartition, int]]:
    for place in places:
        end = consumer.highwater(place)
        if end is not None:
            yield place, end - consumer.position(place)
