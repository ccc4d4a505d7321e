"""Snapshots: a room tells its aggregates anew, so that whoever missed their earlier facts can begin here.

They go through the outbox under the stream's lock, and so share one order with the changes that happen meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connections, models

from gopro.database import alias_of, atomic
from gopro.events.contract import Event
from gopro.events.operations import bookmarks
from gopro.events.outbox import publish

CHUNK = 500

# Whoever changes the aggregate waits from its next fact on; what it committed before is in the state read after this.
LOCK = """
INSERT INTO gopro_events_streamhead AS head (stream, last_sequence) VALUES (%s, 0)
ON CONFLICT (stream) DO UPDATE SET last_sequence = head.last_sequence RETURNING last_sequence
"""

type State = Callable[[UUID], Sequence[Event]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshotter:
    """How a room tells one kind of aggregate anew. `model` has a row for each, with the aggregate's id as its key."""

    event_type: type[Event]
    model: type[models.Model]
    state: State

    @property
    def room(self) -> str:
        return self.event_type.room()

    @property
    def kind(self) -> str:
        return self.event_type.kind()

    def count(self) -> int:
        return self.model._default_manager.count()

    def ids(self, *, after: UUID | None) -> Sequence[UUID]:
        """The next ids in order, at most a chunk of them."""
        rows = self.model._default_manager.order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        return list(rows.values_list("pk", flat=True)[:CHUNK])


_snapshotters: dict[str, Snapshotter] = {}


def snapshots_of(event_type: type[Event], *, model: type[models.Model]) -> Callable[[State], State]:
    """Declare, in a room's `services.snapshots`, which facts amount to one aggregate: the last is its present state.

    None where it is gone. The function runs in a transaction that holds the stream's lock.
    """
    if not event_type.snapshot:
        raise TypeError(f"{event_type.__qualname__} must say `snapshot: ClassVar[bool] = True`")

    def declare(state: State) -> State:
        _snapshotters[event_type.kind()] = Snapshotter(event_type=event_type, model=model, state=state)
        return state

    return declare


def of_kind(kind: str) -> Snapshotter | None:
    return _snapshotters.get(kind)


def all_here() -> list[Snapshotter]:
    """Of the rooms that this process hosts, by kind."""
    return [_snapshotters[kind] for kind in sorted(_snapshotters) if _snapshotters[kind].room in settings.ROOMS_HERE]


def tell(*, snapshotter: Snapshotter, subject_id: UUID) -> int:
    """Tell one aggregate anew, in a transaction of its own; answers how many facts that took."""
    with atomic(snapshotter.room):
        return _tell(snapshotter=snapshotter, subject_id=subject_id)


def tell_all(*, snapshotter: Snapshotter) -> Iterator[int]:
    """Tell every aggregate anew; answers after each how many were told. Stopped, it goes on there the next time."""
    room, work = snapshotter.room, f"snapshot {snapshotter.kind}"
    position, done = bookmarks.read(room=room, work=work)
    after = UUID(position) if position else None
    while subject_ids := snapshotter.ids(after=after):
        for subject_id in subject_ids:
            done += 1
            with atomic(room):
                _tell(snapshotter=snapshotter, subject_id=subject_id)
                bookmarks.put(room=room, work=work, position=str(subject_id), done=done)
            yield done
        after = subject_ids[-1]
    bookmarks.remove(room=room, work=work)


def _tell(*, snapshotter: Snapshotter, subject_id: UUID) -> int:
    with connections[alias_of(snapshotter.room)].cursor() as cursor:
        cursor.execute(LOCK, [f"{snapshotter.kind}:{subject_id}"])
    facts = snapshotter.state(subject_id)
    for fact in facts:
        publish(fact)
    return len(facts)
