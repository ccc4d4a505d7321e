"""From outbox to handler: once, in order, whatever goes wrong on the way."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from gopro.database import alias_of
from gopro.events import deadletters, failures, inbox, sinks
from gopro.events.contract import Event
from gopro.events.fact import Fact
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, Outbox, StreamCursor, Undelivered
from gopro.events.registry import OnFailure
from gopro.events.relay import relay_room
from gopro.events.worker import work_room
from gopro.identifiers import uuid7

pytestmark = pytest.mark.django_db
KEPT = ("id", "event_id", "type", "stream", "sequence", "shard", "told_at")


def release(consumer: str = "progress") -> None:
    """As if the pause after a failure were over."""
    StreamCursor.objects.using(alias_of(consumer)).update(blocked_until=timezone.now() - timedelta(seconds=1))


def facts() -> list[Fact]:
    rows = Outbox.objects.using("default").filter(type="gopro.users.sample.counted.v1").order_by("id")
    found = []
    with connections["default"].cursor() as cursor:
        for row in rows:
            cursor.execute("SELECT data::text, meta::text FROM gopro_events_outbox WHERE id = %s", [row.id])
            data, meta = cursor.fetchone()
            values = {name: getattr(row, name) for name in KEPT}
            found.append(Fact(data=data, meta=meta, **values))
    return found


def test_each_hearer_hears_each_fact_once_and_in_order(tell, subscribe):
    progress, notifications = subscribe("progress"), subscribe("notifications")
    one, other = uuid7(), uuid7()
    tell(one, 1, 2, 3)
    tell(other, 7)
    assert drain() >= 8
    for hearer in (progress, notifications):
        assert [event.number for event in hearer.heard if event.sample_id == one] == [1, 2, 3]
        assert [event.number for event in hearer.heard if event.sample_id == other] == [7]
    assert drain() == 0
    assert sorted(progress.numbers) == [1, 2, 3, 7]


def test_a_room_hears_its_own_facts_too(tell, subscribe):
    hearer = subscribe("users")
    tell(uuid7(), 1, 2)
    drain()
    assert hearer.numbers == [1, 2]


def test_nobody_hears_what_nobody_subscribed_to(tell):
    tell(uuid7(), 1)
    drain()
    assert not Inbox.objects.using("progress").filter(type="gopro.users.sample.counted.v1").exists()
    assert not Undelivered.objects.using("default").exists()


def test_duplicates_and_disorder_do_no_harm(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 1, 2, 3, 4)
    mixed = facts()
    for batch in ([mixed[3]], [mixed[1], mixed[3]], [mixed[1]], [mixed[0]], [mixed[2], mixed[0]]):
        inbox.insert(consumer="progress", facts=batch, source="kafka")
        work_room(room="progress")
        release()
    drain()
    release()
    drain()
    assert hearer.numbers == [1, 2, 3, 4]
    assert Inbox.objects.using("progress").filter(state=InboxState.DONE, stream=mixed[0].stream).count() == 4


def test_a_gap_waits_and_says_for_what(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 1, 2)
    first, second = facts()
    inbox.insert(consumer="progress", facts=[second], source="kafka")
    assert work_room(room="progress") == 0
    assert hearer.heard == []
    cursor = StreamCursor.objects.using("progress").get(stream=second.stream)
    assert (cursor.last_sequence, cursor.waits_for) == (0, "#1 has not arrived")
    inbox.insert(consumer="progress", facts=[first], source="kafka")
    release()
    assert work_room(room="progress") == 2
    assert hearer.numbers == [1, 2]


def test_a_failure_makes_only_its_own_stream_wait(tell, subscribe):
    hearer = subscribe()
    hearer.fails = lambda event: event.number == 1
    poisoned, well = uuid7(), uuid7()
    tell(poisoned, 1, 2)
    tell(well, 8, 9)
    drain()
    assert hearer.numbers == [8, 9]
    row = Inbox.objects.using("progress").get(stream=f"users.sample:{poisoned}", sequence=1)
    assert (row.state, row.attempts) == (InboxState.PENDING, 1)
    assert row.last_error.strip().endswith("ValueError: can't take 1")
    hearer.fails = lambda _: False
    release()
    drain()
    assert hearer.numbers == [8, 9, 1, 2]


def fail_to_the_last_try() -> None:
    for _ in range(failures.TRIES):
        drain()
        release()


def test_halt_keeps_later_facts_waiting_for_a_person(tell, subscribe):
    hearer = subscribe(on_failure=OnFailure.HALT)
    hearer.fails = lambda event: event.number == 1
    tell(uuid7(), 1, 2)
    for _ in range(failures.TRIES):
        drain()
        if not deadletters.in_room("progress").exists():
            release()
    letter = deadletters.in_room("progress").get()
    assert (letter.sequence, letter.attempts) == (1, failures.TRIES)
    assert StreamCursor.objects.using("progress").get(stream=letter.stream).waits_for == "#1 is a dead letter"
    drain()
    assert hearer.heard == []
    hearer.fails = lambda _: False
    deadletters.retry(room="progress", letter_id=letter.id, reason="mended")
    drain()
    assert hearer.numbers == [1, 2]
    assert not deadletters.in_room("progress").exists()


def test_skip_lets_the_stream_go_on_and_a_retry_runs_by_itself(tell, subscribe):
    hearer = subscribe(on_failure=OnFailure.SKIP)
    hearer.fails = lambda event: event.number == 1
    tell(uuid7(), 1, 2)
    fail_to_the_last_try()
    drain()
    assert hearer.numbers == [2]
    letter = deadletters.in_room("progress").get()
    hearer.fails = lambda _: False
    deadletters.retry(room="progress", letter_id=letter.id, reason="mended")
    drain()
    assert hearer.numbers == [2, 1]


def test_a_discarded_letter_lets_its_stream_go_on(tell, subscribe):
    hearer = subscribe(on_failure=OnFailure.HALT)
    hearer.fails = lambda event: event.number == 1
    tell(uuid7(), 1, 2)
    for _ in range(failures.TRIES):
        drain()
        if not deadletters.in_room("progress").exists():
            release()
    deadletters.discard(room="progress", letter_id=deadletters.in_room("progress").get().id, reason="mended")
    drain()
    assert hearer.numbers == [2]


def test_what_cannot_be_decoded_is_a_dead_letter_at_once(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 1)
    Outbox.objects.using("default").filter(type="gopro.users.sample.counted.v1").update(data={"number": "no id"})
    drain()
    assert hearer.heard == []
    assert deadletters.in_room("progress").get().attempts == 1


def test_an_unknown_field_of_a_newer_teller_is_passed_over(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 5)
    row = Outbox.objects.using("default").get(type="gopro.users.sample.counted.v1")
    Outbox.objects.using("default").filter(id=row.id).update(data=row.data | {"new": [1]})
    drain()
    assert hearer.numbers == [5]


def test_an_effect_rolls_back_with_its_failure(tell, subscribe):
    hearer = subscribe()

    def half_done(event: Event) -> bool:
        with connections["progress"].cursor() as cursor:
            cursor.execute("UPDATE gopro_events_streamcursor SET last_sequence = 99")
        raise RuntimeError("after half of it")

    hearer.fails = half_done
    sample_id = uuid7()
    tell(sample_id, 1)
    drain()
    assert StreamCursor.objects.using("progress").get(stream=f"users.sample:{sample_id}").last_sequence == 0


def test_a_fact_is_relayed_again_after_a_kill_between_insert_and_mark(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 1)
    relay_room(room="users", sink=sinks.find("local"))
    told = Outbox.objects.using("default").get(type="gopro.users.sample.counted.v1")
    assert not Undelivered.objects.using("default").exists()
    Undelivered.objects.using("default").create(destination="local", shard=told.shard, fact_id=told.id)
    drain()
    assert hearer.numbers == [1]
    assert Inbox.objects.using("progress").filter(type="gopro.users.sample.counted.v1").count() == 1
