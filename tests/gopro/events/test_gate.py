"""Which facts of a stream are next."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest

from gopro.database import atomic
from gopro.events import due, registry, sinks
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, StreamCursor
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription
from gopro.events.relay import relay_room
from gopro.identifiers import uuid7
from tests.gopro.events.test_delivery import release

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleSnapshot(Event):
    """All that was counted."""

    name: ClassVar[str] = "users.sample.sample_snapshot.v1"
    aggregate: ClassVar[str] = "sample_id"
    snapshot: ClassVar[bool] = True
    sample_id: UUID
    number: int


@pytest.fixture
def hearer(subscribe):
    """Hears counts and snapshots alike."""
    hearer = subscribe()
    both = Subscription(consumer="progress", event_type=SampleSnapshot, handler=hearer, on_failure=OnFailure.HALT)
    registry.register(both)
    yield hearer
    registry.forget(both)


def tell_with_a_hole(tell, sample_id: UUID, *, before: int, behind: int) -> None:
    """Facts 1 to `before`, of which the second is lost; a snapshot; facts `behind` it."""
    tell(sample_id, *range(1, before + 1))
    with atomic("users"):
        publish(SampleSnapshot(sample_id=sample_id, number=1000))
    tell(sample_id, *range(before + 2, before + 2 + behind))


def relay_without_the_second(sample_id: UUID) -> None:
    relay_room(room="users", sink=sinks.find("local"))
    Inbox.objects.using("progress").filter(stream=f"users.sample:{sample_id}", sequence=2).delete()


def states(sample_id: UUID) -> dict[int, int]:
    rows = Inbox.objects.using("progress").filter(stream=f"users.sample:{sample_id}")
    return dict(rows.values_list("sequence", "state"))


@pytest.mark.parametrize("before", [5, 3 * due.STREAM_DEPTH])
def test_a_snapshot_makes_up_for_a_gap(tell, hearer, before):
    sample_id = uuid7()
    tell_with_a_hole(tell, sample_id, before=before, behind=2)
    relay_without_the_second(sample_id)
    drain()
    assert hearer.numbers == [1, 1000, before + 2, before + 3]
    assert set(states(sample_id).values()) == {InboxState.DONE}
    cursor = StreamCursor.objects.using("progress").get(stream=f"users.sample:{sample_id}")
    assert (cursor.last_sequence, cursor.waits_for, cursor.waits_since) == (before + 3, "", None)


def test_a_snapshot_that_fails_leaves_the_gap_as_it_was(tell, hearer):
    sample_id = uuid7()
    hearer.fails = lambda event: isinstance(event, SampleSnapshot)
    tell_with_a_hole(tell, sample_id, before=3, behind=0)
    relay_without_the_second(sample_id)
    drain()
    assert hearer.numbers == [1]
    assert states(sample_id) == {1: InboxState.DONE, 3: InboxState.PENDING, 4: InboxState.PENDING}
    cursor = StreamCursor.objects.using("progress").get(stream=f"users.sample:{sample_id}")
    assert (cursor.last_sequence, cursor.waits_for) == (1, "#4 failed")


def test_without_a_gap_a_snapshot_has_its_turn_as_any(tell, hearer):
    sample_id = uuid7()
    tell_with_a_hole(tell, sample_id, before=2, behind=1)
    drain()
    assert hearer.numbers == [1, 2, 1000, 4]


def test_a_gap_without_a_snapshot_waits_the_longer_the_older_it_is(tell, subscribe):
    subscribe()
    sample_id = uuid7()
    tell(sample_id, 1, 2, 3)
    relay_without_the_second(sample_id)
    drain()
    cursor = StreamCursor.objects.using("progress").get(stream=f"users.sample:{sample_id}")
    assert (cursor.last_sequence, cursor.waits_for) == (1, "#2 has not arrived")
    began = cursor.waits_since
    StreamCursor.objects.using("progress").update(waits_since="2020-01-01T00:00Z")
    release()
    drain()
    cursor.refresh_from_db()
    assert cursor.waits_since.year == 2020
    assert (cursor.blocked_until - began).total_seconds() > 4


def test_facts_that_nobody_handles_only_move_their_stream(tell, subscribe):
    subscribe()
    sample_id = uuid7()
    with atomic("users"):
        publish(SampleSnapshot(sample_id=sample_id, number=1))
    tell(sample_id, 2)
    assert drain() >= 2
    assert set(states(sample_id).values()) == {InboxState.DONE}
