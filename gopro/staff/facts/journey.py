"""The whole way of a fact: who told it, which sinks have it, who heard it, what caused it and what it caused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from gopro.database import alias_of
from gopro.events.contract import kind_of
from gopro.events.models import Destination, Inbox, Outbox, StreamCursor, Undelivered
from gopro.events.registry import consumers_of
from gopro.staff.facts.searching import between, uuid_of

DEEPEST, MOST = 4, 60
EFFECTS_WITHIN = (timedelta(seconds=-35), timedelta(minutes=10))  # around its being handled: longer than a transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    room: str
    row: Outbox


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    sink: str
    is_there: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """`row` is None where a room hears such facts and this one has not reached it."""

    room: str
    row: Inbox | None
    waits_for: str = ""


@dataclass(kw_only=True, slots=True)
class Node:
    told: Told
    effects: list["Node"] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Journey:
    fact: Outbox | Inbox
    told: Told | None
    deliveries: list[Delivery]
    hearings: list[Hearing]
    causes: list[Told]
    root: str
    effects: list[Node]


def of(event_id: UUID, *, rooms: Sequence[str]) -> Journey | None:
    """As far as these rooms know of it."""
    told, hearings = find(event_id, rooms=rooms), [one for room in rooms for one in _heard(event_id, room=room)]
    fact = told.row if told else next((one.row for one in hearings if one.row), None)
    if fact is None:
        return None
    causes, root = _causes(fact.meta.get("causationid", ""), rooms=rooms)
    return Journey(
        fact=fact,
        told=told,
        deliveries=list(_deliveries(told)) if told else [],
        hearings=[*hearings, *_missing(fact, hearings=hearings, rooms=rooms)],
        causes=causes,
        root=root,
        effects=_Effects(rooms=rooms).of(event_id),
    )


def find(event_id: UUID, *, rooms: Sequence[str]) -> Told | None:
    for room in rooms:
        row = Outbox.objects.using(alias_of(room)).filter(event_id=event_id).first()
        if row is not None:
            return Told(room=room, row=row)
    return None


def is_delivered(row: Outbox, *, destination: Destination) -> bool:
    """Older facts than the sink are owed to it once it has caught up with them."""
    if destination.caught_up_to < row.pk <= destination.since:
        return False
    marks = Undelivered.objects.using(row._state.db)
    return not marks.filter(destination=destination.name, shard=row.shard, fact_id=row.pk).exists()


def _deliveries(told: Told) -> Iterator[Delivery]:
    for destination in Destination.objects.using(alias_of(told.room)).order_by("name"):
        yield Delivery(sink=destination.name, is_there=is_delivered(told.row, destination=destination))


def _inbox(event_id: UUID, *, room: str) -> QuerySet[Inbox]:
    return Inbox.objects.using(alias_of(room)).filter(consumer=room, event_id=event_id)


def _heard(event_id: UUID, *, room: str) -> Iterator[Hearing]:
    for row in _inbox(event_id, room=room):
        cursors = StreamCursor.objects.using(alias_of(room)).filter(consumer=room, stream=row.stream)
        cursor = cursors.filter(last_sequence__lt=row.sequence).first()
        yield Hearing(room=room, row=row, waits_for=cursor.waits_for if cursor else "")


def _missing(fact: Outbox | Inbox, *, hearings: Sequence[Hearing], rooms: Sequence[str]) -> Iterator[Hearing]:
    reached = {one.room for one in hearings}
    for room in consumers_of(kind_of(fact.stream)):
        if room in rooms and room not in reached:
            yield Hearing(room=room, row=None)


def _causes(cause: str, *, rooms: Sequence[str]) -> tuple[list[Told], str]:
    """The facts before it, the first one first, and what began it all: a request's id, or a fact told elsewhere."""
    chain: list[Told] = []
    while len(chain) < MOST:
        event_id = uuid_of(cause)
        told = find(event_id, rooms=rooms) if event_id else None
        if told is None:
            break
        chain.insert(0, told)
        cause = told.row.meta.get("causationid", "")
    return chain, cause


@dataclass(kw_only=True, slots=True)
class _Effects:
    """The tree below a fact, bounded in depth and size."""

    rooms: Sequence[str]
    count: int = 0

    def of(self, event_id: UUID, *, depth: int = 1) -> list[Node]:
        nodes = [Node(told=told) for room in self.rooms for told in self._told_by(event_id, room=room)]
        self.count += len(nodes)
        if depth < DEEPEST and self.count < MOST:
            for node in nodes:
                node.effects = self.of(node.told.row.event_id, depth=depth + 1)
        return nodes

    def _told_by(self, event_id: UUID, *, room: str) -> Iterator[Told]:
        row = _inbox(event_id, room=room).exclude(handled_at=None).first()
        if row is None or row.handled_at is None:
            return
        span = between(row.handled_at + EFFECTS_WITHIN[0], row.handled_at + EFFECTS_WITHIN[1])
        caused = Outbox.objects.using(alias_of(room)).filter(span, meta__causationid=str(event_id))
        for effect in caused.order_by("event_id")[: MOST - self.count]:
            yield Told(room=room, row=effect)
