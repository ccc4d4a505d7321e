"""Sinks have marks of their own; a new one is owed what was told before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError

from gopro.events import catchup, inbox
from gopro.events.fact import Fact
from gopro.events.loop import drain
from gopro.events.models import Destination, Fork, Inbox, Outbox, Undelivered
from gopro.events.relay import relay_room
from gopro.identifiers import uuid7
from tests.gopro.events.test_delivery import facts

pytestmark = pytest.mark.django_db


@dataclass(kw_only=True)
class Mirror:
    """A sink that remembers, and takes only so many facts."""

    name: str = "mirror"
    takes: int = 10_000
    is_up: bool = True
    got: list[Fact] = field(default_factory=list)

    def is_ready(self) -> bool:
        return self.is_up

    def deliver(self, *, room: str, facts: Sequence[Fact]) -> Sequence[Fact]:
        taken = facts[: self.takes]
        self.got += taken
        return taken

    @property
    def sequences(self) -> list[int]:
        return [fact.sequence for fact in self.got]


def owed(destination: str) -> int:
    return Undelivered.objects.using("default").filter(destination=destination).count()


def relay_all(sink: Mirror) -> None:
    while relay_room(room="users", sink=sink):
        pass


def test_only_known_destinations_are_owed_a_fact(tell):
    tell(uuid7(), 1)
    assert list(Undelivered.objects.using("default").values_list("destination", flat=True)) == ["local"]


def test_a_new_sink_gets_what_was_told_before_it_in_order_and_once(tell, monkeypatch):
    monkeypatch.setattr(catchup, "STEP", 2)
    one = uuid7()
    tell(one, 1, 2, 3, 4, 5)
    mirror = Mirror()
    relay_room(room="users", sink=mirror)  # makes the first step, delivers nothing
    assert (mirror.got, owed("mirror")) == ([], 2)
    tell(one, 6)
    assert owed("mirror") == 3
    relay_all(mirror)
    relay_all(mirror)
    assert [(fact.sequence, fact.stream) for fact in mirror.got] == [(n, f"users.sample:{one}") for n in range(1, 7)]
    assert owed("mirror") == 0
    known = Destination.objects.using("default").get(name="mirror")
    assert known.caught_up_to == known.since == Outbox.objects.using("default").get(sequence=5).id


def test_a_sink_that_is_away_delays_no_other(tell, subscribe):
    hearer, mirror = subscribe(), Mirror(is_up=False)
    catchup.register(room="users", destination="mirror")
    tell(uuid7(), 1, 2)
    assert relay_room(room="users", sink=mirror) == 0
    drain()
    assert hearer.numbers == [1, 2]
    assert (owed("mirror"), owed("local"), mirror.got) == (2, 0, [])
    mirror.is_up = True
    relay_all(mirror)
    assert (mirror.sequences, owed("mirror")) == ([1, 2], 0)


def test_only_what_is_safely_there_is_marked(tell):
    mirror = Mirror(takes=2)
    catchup.register(room="users", destination="mirror")
    tell(uuid7(), 1, 2, 3)
    assert relay_room(room="users", sink=mirror) == 2
    assert owed("mirror") == 1
    assert relay_room(room="users", sink=mirror) == 1
    assert mirror.sequences == [1, 2, 3]


def test_a_consumer_whose_inbox_takes_nothing_delays_no_other(tell, subscribe, monkeypatch):
    well, away = subscribe("progress"), subscribe("notifications")
    real = inbox.insert

    def broken(*, consumer: str, **given) -> int:
        if consumer == "notifications":
            raise DatabaseError("away")
        return int(real(consumer=consumer, **given))

    monkeypatch.setattr(inbox, "insert", broken)
    tell(uuid7(), 1)
    drain()
    assert (well.numbers, away.numbers, owed("local")) == ([1], [], 1)
    monkeypatch.setattr(inbox, "insert", real)
    drain()
    assert (well.numbers, away.numbers, owed("local")) == ([1], [1], 0)


def test_a_second_fact_with_a_number_is_kept_apart_and_stops_nobody(tell, subscribe):
    hearer = subscribe()
    tell(uuid7(), 1, 2)
    first, second = facts()
    fork = Fact(**{name: getattr(first, name) for name in Fact.__slots__} | {"event_id": uuid7()})
    inbox.insert(consumer="progress", facts=[first], source="local")
    for _ in range(2):
        inbox.insert(consumer="progress", facts=[fork, second, first], source="kafka")
    drain()
    assert hearer.numbers == [1, 2]
    kept = Fork.objects.using("progress").get()
    assert (kept.event_id, kept.stream, kept.sequence, kept.source) == (fork.event_id, first.stream, 1, "kafka")
    assert not Inbox.objects.using("progress").filter(event_id=fork.event_id).exists()


def test_facts_that_come_again_are_no_forks(tell, subscribe):
    subscribe()
    tell(uuid7(), 1, 2)
    for _ in range(2):
        inbox.insert(consumer="progress", facts=facts(), source="kafka")
    assert not Fork.objects.using("progress").exists()
