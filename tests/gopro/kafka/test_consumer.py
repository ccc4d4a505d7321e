"""From the broker into the inbox: each fact once, the unreadable aside, offsets after the database."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from gopro.audit.models import AuditEntry
from gopro.errors import Conflict, NotFound
from gopro.events.fact import Fact
from gopro.events.loop import drain
from gopro.events.models import Inbox
from gopro.kafka import consumer, metrics, parking, reading, topics, wire
from gopro.kafka.consumer import RoomConsumer, topics_for
from gopro.kafka.models import ParkedRecord
from gopro.kafka.reading import Record
from gopro.kafka.wire import Unreadable
from tests.gopro.kafka.conftest import make_fact, tried
from tests.provisioning.kafka import Kafka

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def feed(committed: None, settings) -> Iterator[Callable[..., RoomConsumer]]:
    """Runs a room's consumer in a thread of its own."""
    settings.CONSUME = ("users",)
    running: list[tuple[RoomConsumer, threading.Thread]] = []

    def feed(room: str = "progress") -> RoomConsumer:
        made = RoomConsumer(room=room, stopping=threading.Event())
        thread = threading.Thread(target=made.run)
        thread.start()
        running.append((made, thread))
        return made

    yield feed
    for made, thread in running:
        made.stopping.set()
        thread.join(10)
        assert not thread.is_alive()


def until(truth: Callable[[], Any], *, seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := truth()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return found


def rows(room: str = "progress") -> list[tuple[str, int, str]]:
    found = Inbox.objects.using(room).filter(source="kafka").order_by("stream", "sequence")
    return [(row.stream, row.sequence, row.consumer) for row in found]


def value(metric: Any, **labels: str) -> float:
    return float(metric.labels(**labels)._value.get())


def test_facts_come_once_and_are_handled_in_order(feed, send, hears):
    heard = hears()
    duplicates = value(metrics.DUPLICATES, room="progress")
    second, first = tried(ONE, sequence=2, note="second"), tried(ONE, sequence=1, note="first")
    send(second, first, second, tried(OTHER, note="other"))
    feeding = feed()
    until(lambda: len(rows()) == 3 and feeding.is_ready())
    drain()
    assert [event.note for event in heard if event.attempt_id == ONE] == ["first", "second"]
    assert [event.note for event in heard if event.attempt_id == OTHER] == ["other"]
    assert value(metrics.DUPLICATES, room="progress") - duplicates == 1
    assert list(parking.waiting()) == []


def test_subjects_that_the_room_does_not_hear_are_skipped(feed, send, hears):
    hears()
    send(make_fact(type="gopro.users.elsewhere.happened.v1"), tried(ONE))
    send(make_fact(str(ONE), sequence=2, type="gopro.users.attempt.unheard_of.v9"))
    feed()
    until(lambda: len(rows()) == 2)
    assert rows() == [(f"users.attempt:{ONE}", 1, "progress"), (f"users.attempt:{ONE}", 2, "progress")]


def test_what_cannot_be_read_is_parked_and_holds_nothing_up(feed, send, hears):
    hears()
    send(tried(ONE), value=b"no JSON")
    send(tried(ONE), value=b'{"a": "\\u0000"}')  # JSON, but PostgreSQL can't keep it
    send(tried(ONE), headers=[])
    send(tried(OTHER))
    feed()
    until(lambda: rows() and len(parking.waiting("progress")) == 3)
    assert rows() == [(f"users.attempt:{OTHER}", 1, "progress")]
    assert [(each.offset, each.error.partition(":")[0]) for each in parking.waiting("progress")] == [
        (0, "the body is no JSON in UTF-8"),
        (2, "ce_specversion is None, not '1.0'"),
        (1, "the database can't keep it"),
    ]
    assert parking.waiting("courses") == []


def test_offsets_are_committed_so_that_the_next_begins_there(feed, send, hears):
    hears()
    send(tried(ONE))
    first = feed()
    until(rows)
    first.stopping.set()
    until(lambda: not first.is_ready())
    taken = value(metrics.TAKEN, room="progress") + value(metrics.DUPLICATES, room="progress")
    send(tried(OTHER))
    feed()
    until(lambda: len(rows()) == 2)
    assert value(metrics.TAKEN, room="progress") + value(metrics.DUPLICATES, room="progress") - taken == 1


def test_a_database_that_refuses_for_a_while_loses_nothing(feed, send, hears, monkeypatch):
    """Its table has another name meanwhile: all but the consumer's own table is as ever."""
    hears()
    monkeypatch.setattr(consumer, "AFTER_FAILURE_SECONDS", 0.05)
    rename = "ALTER TABLE progress.gopro_events_{} RENAME TO gopro_events_{}"
    with connections["progress"].cursor() as cursor:
        cursor.execute(rename.format("inbox", "elsewhere"))
        send(tried(ONE), tried(ONE, sequence=2))
        feeding = feed()
        until(lambda: feeding.is_assigned)
        time.sleep(0.5)
        cursor.execute(rename.format("elsewhere", "inbox"))
    until(lambda: len(rows()) == 2)
    assert parking.waiting("progress") == []


def test_it_takes_no_more_while_the_inbox_is_too_deep(feed, send, hears, monkeypatch):
    hears()
    monkeypatch.setattr(consumer, "DEEPEST", 4)
    monkeypatch.setattr(consumer, "WATCH_SECONDS", 0.0)
    send(*[tried(ONE, sequence=number) for number in range(1, 5)])
    feeding = feed()
    until(lambda: value(metrics.PAUSED, room="progress") == 1)
    send(tried(ONE, sequence=5))
    time.sleep(1.2)
    assert len(rows()) == 4
    assert feeding.is_ready()
    drain()
    until(lambda: len(rows()) == 5)


def test_two_consumers_share_the_partitions_and_lose_nothing(feed, send, hears):
    heard = hears()
    first, second = feed(), feed()
    until(lambda: first.is_ready() and second.is_ready())
    for number in range(1, 9):
        send(tried(UUID(int=number)), partition=number % 4)
    first.stopping.set()
    for number in range(9, 17):
        send(tried(UUID(int=number)), partition=number % 4)
    until(lambda: len(rows()) == 16)
    drain()
    assert sorted(event.attempt_id.int for event in heard) == list(range(1, 17))


def record_of(fact: Fact, **changes: Any) -> Record:
    message = wire.encode(fact)
    made: dict[str, Any] = {"topic": topics.topic_of(fact.type), "partition": 0, "offset": 5, "taken_at": fact.told_at}
    content = {"key": message.key, "value": message.value, "headers": message.headers}
    return Record(**(made | content | changes))


def test_a_fact_in_another_rooms_topic_is_not_believed(kafka):
    assert reading.read(record_of(tried(ONE))).sequence == 1
    with pytest.raises(Unreadable, match=rf"has no business in {kafka.prefix}\.courses\.events"):
        reading.read(record_of(tried(ONE), topic=f"{kafka.prefix}.courses.events"))


def test_an_operator_reads_it_again_or_discards_it(db, kafka):
    """Records that an older reader, and any reader, could not read."""
    unreadable = [(record_of(tried(ONE)), "too new"), (record_of(tried(OTHER), value=b"no JSON"), "no JSON")]
    parking.park(room="progress", unreadable=unreadable)
    parking.park(room="progress", unreadable=unreadable)
    mended, hopeless = parking.waiting("progress")
    with pytest.raises(Conflict, match="It still can't be read: the body is no JSON in UTF-8"):
        parking.retry(room="progress", record_id=hopeless.id)
    parking.retry(room="progress", record_id=mended.id, reason="the reader was wrong")
    parking.discard(room="progress", record_id=hopeless.id, reason="a test of the network team")
    assert rows() == [(f"users.attempt:{ONE}", 1, "progress")]
    assert parking.waiting("progress") == []
    states = ParkedRecord.objects.using("progress").order_by("id").values_list("state", flat=True)
    assert list(states) == [ParkedRecord.State.READ, ParkedRecord.State.DISCARDED]
    audited = AuditEntry.objects.using("progress").order_by("number").values_list("action", "reason")
    assert list(audited) == [
        ("kafka.record.retry", "the reader was wrong"),
        ("kafka.record.discard", "a test of the network team"),
    ]
    with pytest.raises(Conflict, match=r"is done with: Discarded\."):
        parking.discard(room="progress", record_id=hopeless.id, reason="again")
    with pytest.raises(NotFound):
        parking.discard(room="courses", record_id=hopeless.id, reason="another room's")


def test_which_topics_a_room_consumes(settings, hears, kafka: Kafka):
    hears("courses")
    settings.CONSUME = ()
    settings.ROOMS_HERE = ("courses",)
    events = f"{kafka.prefix}.users.events"
    assert events in topics_for("courses")
    settings.ROOMS_HERE = settings.ROOMS
    assert topics_for("courses") == []
    settings.CONSUME = ("*",)
    assert events in topics_for("courses")
    settings.CONSUME = ("progress",)
    assert events not in topics_for("courses")
