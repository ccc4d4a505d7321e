"""Any order of telling, relaying, losing, doubling, shuffling, forking and failing: each effect once and in order."""

from collections import defaultdict
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gopro.database import alias_of, atomic
from gopro.events import inbox, registry, sinks
from gopro.events.fact import Fact
from gopro.events.loop import drain
from gopro.events.models import Fork, Inbox, InboxState, StreamCursor, StreamHead, Undelivered
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription
from gopro.events.relay import relay_room
from gopro.events.worker import work_room
from gopro.identifiers import uuid7
from tests.gopro.events.conftest import Counted, Hearer
from tests.gopro.events.test_delivery import facts, release

STREAMS = st.integers(0, 2)
EXAMPLES, STEPS = 10, 20


class Delivery(RuleBasedStateMachine):
    """One teller, one hearer, three streams, and everything that may go wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = [transaction.atomic(using=alias_of(room)) for room in ("users", "progress")]
        for block in self.undo:
            block.__enter__()
        self.streams = [uuid7() for _ in range(3)]
        self.told: dict[UUID, int] = defaultdict(int)
        self.forks: set[UUID] = set()
        self.hearer = Hearer()
        self.subscription = Subscription(
            consumer="progress", event_type=Counted, handler=self.hearer, on_failure=OnFailure.HALT
        )
        registry.register(self.subscription)

    def teardown(self) -> None:
        self.hearer.fails = lambda _: False
        release()
        drain()
        release()
        drain()
        self.check_that_nothing_is_lost()
        registry.forget(self.subscription)
        for room, block in zip(("users", "progress"), self.undo, strict=True):
            transaction.set_rollback(True, using=alias_of(room))
            block.__exit__(None, None, None)

    @rule(stream=STREAMS, count=st.integers(1, 3))
    def tell(self, stream: int, count: int) -> None:
        with atomic("users"):
            for _ in range(count):
                self.told[self.streams[stream]] += 1
                publish(Counted(sample_id=self.streams[stream], number=self.told[self.streams[stream]]))

    @rule(stream=STREAMS)
    def regret(self, stream: int) -> None:
        with atomic("users"):
            publish(Counted(sample_id=self.streams[stream], number=-1))
            transaction.set_rollback(True, using="default")

    @rule()
    def relay(self) -> None:
        relay_room(room="users", sink=sinks.find("local"))

    @rule()
    def die_before_the_mark(self) -> None:
        rows = list(Undelivered.objects.using("default").values_list("destination", "shard", "fact_id"))
        relay_room(room="users", sink=sinks.find("local"))
        again = [Undelivered(destination=name, shard=shard, fact_id=fact) for name, shard, fact in rows]
        Undelivered.objects.using("default").bulk_create(again, ignore_conflicts=True)

    @rule(chance=st.randoms(use_true_random=False), work_between=st.booleans())
    def bring_some_twice_and_shuffled(self, chance, work_between: bool) -> None:
        found = facts() * 2
        chance.shuffle(found)
        for fact in found[: len(found) // 2]:
            inbox.insert(consumer="progress", facts=[fact], source="kafka")
            if work_between:
                work_room(room="progress")

    @rule(stream=STREAMS)
    def fork(self, stream: int) -> None:
        known = Inbox.objects.using("progress").filter(stream=f"users.sample:{self.streams[stream]}").first()
        original = [fact for fact in facts() if known and fact.event_id == known.event_id]
        for fact in original:
            values = {name: getattr(fact, name) for name in Fact.__slots__} | {"event_id": uuid7()}
            self.forks.add(values["event_id"])
            inbox.insert(consumer="progress", facts=[Fact(**values)], source="kafka")

    @rule(stream=STREAMS)
    def fail(self, stream: int) -> None:
        self.hearer.fails = lambda event: event.sample_id == self.streams[stream]
        work_room(room="progress")
        self.hearer.fails = lambda _: False

    @rule()
    def work(self) -> None:
        work_room(room="progress")

    @rule()
    def wait(self) -> None:
        release()

    @invariant()
    def each_effect_is_there_once_and_in_order(self) -> None:
        seen: dict[UUID, list[int]] = defaultdict(list)
        for event in self.hearer.heard:
            seen[event.sample_id].append(event.number)
        for sample_id, numbers in seen.items():
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) <= self.told[sample_id]

    def check_that_nothing_is_lost(self) -> None:
        heads = dict(StreamHead.objects.using("default").values_list("stream", "last_sequence"))
        cursors = dict(StreamCursor.objects.using("progress").values_list("stream", "last_sequence"))
        for sample_id, count in self.told.items():
            stream = f"users.sample:{sample_id}"
            assert heads[stream] == cursors[stream] == count
        assert len(self.hearer.heard) == sum(self.told.values())
        assert not Inbox.objects.using("progress").exclude(state=InboxState.DONE).exists()
        assert set(Fork.objects.using("progress").values_list("event_id", flat=True)) == self.forks


@pytest.mark.django_db
def test_no_order_of_things_loses_doubles_or_disorders():
    assert connections["default"].in_atomic_block
    run_state_machine_as_test(
        Delivery,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
