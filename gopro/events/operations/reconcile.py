"""Comparing a projection with its source: counts and hashes of 256 buckets, then the subjects of those that differ.

What differs is told anew by its source, and no other stream. Both rooms must be hosted by the process that compares.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from itertools import batched
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from gopro.database import alias_of, atomic
from gopro.events.models import StreamCursor, StreamHead
from gopro.events.operations import snapshots
from gopro.events.operations.models import Reconciliation
from gopro.events.operations.projections import Comparison, Projection, Values, all_projections
from gopro.events.operations.snapshots import Snapshotter

BUCKETS = 256
CHUNK = 500


@dataclass(kw_only=True, slots=True)
class Buckets:
    """Of each bucket, how many subjects and the exclusive or of their hashes: equal sets have equal buckets."""

    counts: Counter[int] = field(default_factory=Counter)
    hashes: Counter[int] = field(default_factory=Counter)

    def add(self, subject_id: UUID, digest: int) -> None:
        bucket = bucket_of(subject_id)
        self.counts[bucket] += 1
        self.hashes[bucket] ^= digest

    def differing(self, other: "Buckets") -> set[int]:
        return {
            bucket
            for bucket in range(BUCKETS)
            if (self.counts[bucket], self.hashes[bucket]) != (other.counts[bucket], other.hashes[bucket])
        }


@dataclass(kw_only=True, slots=True)
class Drift:
    """Subjects that differ although the copy's room has handled all that was told of them.

    `missing` are not in the copy, `different` are otherwise in it, `extra` are in it and not in the source.
    """

    compared: int = 0
    missing: list[UUID] = field(default_factory=list)
    different: list[UUID] = field(default_factory=list)
    extra: list[UUID] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.missing) + len(self.different) + len(self.extra)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A projection, what it is a copy of, and how the two are compared."""

    projection: Projection
    source: Snapshotter
    comparison: Comparison


def pairs() -> list[Pair]:
    """All that can be compared in this process."""
    found = [pair_of(one) for one in all_projections() if isinstance(one, Projection)]
    return [pair for pair in found if pair is not None and is_here(pair)]


def pair_of(projection: Projection) -> Pair | None:
    source = next(filter(None, map(snapshots.of_kind, projection.kinds())), None)
    if source is None or projection.comparison is None:
        return None
    return Pair(projection=projection, source=source, comparison=projection.comparison)


def is_here(pair: Pair) -> bool:
    return {pair.projection.room, pair.source.room} <= set(settings.ROOMS_HERE)


def compare(pair: Pair) -> Drift:
    """Find what differs, and keep the figure."""
    told, held = Buckets(), Buckets()
    for subject_id, digest in _told(pair, buckets=set(range(BUCKETS))):
        told.add(subject_id, digest)
    for subject_id, digest in _held(pair, buckets=set(range(BUCKETS))):
        held.add(subject_id, digest)
    drift = Drift(compared=told.counts.total())
    differing = told.differing(held)
    if differing:
        _drill(pair, buckets=differing, drift=drift)
    _keep(pair, drift=drift)
    return drift


def repair(pair: Pair, *, drift: Drift) -> int:
    """Have the source tell anew what is missing or different; answers how many facts that took."""
    return sum(snapshots.tell(snapshotter=pair.source, subject_id=one) for one in (*drift.missing, *drift.different))


def reconcile_room(room: str) -> None:
    """By the clock: the room's projections, mended."""
    for pair in pairs():
        if pair.projection.room == room:
            repair(pair, drift=compare(pair))


def bucket_of(subject_id: UUID) -> int:
    """By the random end of the id."""
    return subject_id.bytes[-1]


def _drill(pair: Pair, *, buckets: set[int], drift: Drift) -> None:
    told = dict(_told(pair, buckets=buckets))
    held = dict(_held(pair, buckets=buckets))
    for subject_id in sorted(told.keys() | held.keys()):
        if told.get(subject_id) == held.get(subject_id) or not _is_settled(pair, subject_id=subject_id):
            continue
        where = drift.extra if subject_id not in told else drift.different if subject_id in held else drift.missing
        where.append(subject_id)


def _is_settled(pair: Pair, *, subject_id: UUID) -> bool:
    """Whether nothing told of it is still on its way; what is will be right by itself, or the next time."""
    stream, consumer = f"{pair.source.kind}:{subject_id}", pair.projection.room
    heads = StreamHead.objects.using(alias_of(pair.source.room)).filter(stream=stream)
    cursors = StreamCursor.objects.using(alias_of(consumer)).filter(consumer=consumer, stream=stream)
    head, cursor = (rows.values_list("last_sequence", flat=True).first() for rows in (heads, cursors))
    return (head or 0) == (cursor or 0)


def _told(pair: Pair, *, buckets: set[int]) -> Iterator[tuple[UUID, int]]:
    after: UUID | None = None
    while subject_ids := pair.source.ids(after=after):
        after = subject_ids[-1]
        for subject_id in subject_ids:
            told = _state(pair, subject_id=subject_id) if bucket_of(subject_id) in buckets else None
            if told is not None and pair.comparison.keeps(told):
                yield subject_id, _digest(pair, subject_id=subject_id, values=pair.comparison.shaped(told))


def _state(pair: Pair, *, subject_id: UUID) -> Values | None:
    """What the last fact of a snapshot would say."""
    with atomic(pair.source.room):
        facts = pair.source.state(subject_id)
    return asdict(facts[-1]) if facts else None


def _held(pair: Pair, *, buckets: set[int]) -> Iterator[tuple[UUID, int]]:
    rows = pair.projection.root._default_manager.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)
    for portion in batched((pk for pk in rows if bucket_of(pk) in buckets), CHUNK):
        held: Mapping[UUID, Values] = pair.comparison.held(portion)
        yield from ((one, _digest(pair, subject_id=one, values=values)) for one, values in held.items())


def _digest(pair: Pair, *, subject_id: UUID, values: Values) -> int:
    compared = {name: values[name] for name in pair.comparison.fields}
    text = json.dumps([str(subject_id), compared], default=str, sort_keys=True)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _keep(pair: Pair, *, drift: Drift) -> None:
    values = {"at": Now(), "compared": drift.compared, "drift": drift.total}
    rows = Reconciliation.objects.using(alias_of(pair.projection.room))
    rows.update_or_create(projection=pair.projection.name, defaults=values, create_defaults=values)
