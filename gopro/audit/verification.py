"""Whether somebody meddled with a room's chain, and where it breaks first.

Three witnesses: each entry's hash, which seals all before it; the signed head, which says where the chain ends; and the
facts told, which hold each hash again in the outbox, and in Kafka where it is a sink.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gopro.audit import trail
from gopro.audit.chain import GENESIS, hash_of, is_signed
from gopro.audit.contracts import stream_of
from gopro.audit.models import AuditEntry, AuditHead
from gopro.database import alias_of
from gopro.events.models import Outbox

BATCH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """The first entry that is not as it was written, and how it is known."""

    number: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    room: str
    entries: int
    last_number: int
    last_hash: str
    broken: Break | None


class _Broken(Exception):
    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.found = Break(number=number, why=why)


@dataclass(kw_only=True, slots=True)
class _Walk:
    """How far the chain was followed."""

    room: str
    number: int
    hash: str
    entries: int = 0

    def follow(self, entry: AuditEntry, *, told: str | None) -> None:
        if entry.number != self.number + 1:
            raise _Broken(self.number + 1, "removed: the numbers have a gap")
        if hash_of(entry, chain=self.room) != entry.hash:
            raise _Broken(entry.number, "altered: its hash is not that of its content")
        if entry.previous_hash != self.hash:
            raise _Broken(entry.number, "inserted or out of its place: it does not follow the entry before it")
        if told not in {None, entry.hash}:
            raise _Broken(entry.number, "written anew: the fact that told of it has another hash")
        self.number, self.hash, self.entries = entry.number, entry.hash, self.entries + 1


def verify(*, room: str, since: datetime | None = None, anchor: tuple[int, str] | None = None) -> Report:
    """Follow the chain from its beginning, or from `since`, to its end. `anchor`: a number and hash kept elsewhere."""
    walk, broken = _start(room=room, since=since), None
    try:
        _check(walk, anchor=anchor)
    except _Broken as failure:
        broken = failure.found
    return Report(room=room, entries=walk.entries, last_number=walk.number, last_hash=walk.hash, broken=broken)


def _start(*, room: str, since: datetime | None) -> _Walk:
    rows = trail.entries(room).order_by("number")
    before = rows.filter(at__lt=since).last() if since else None
    return _Walk(room=room, number=before.number if before else 0, hash=before.hash if before else GENESIS)


def _check(walk: _Walk, *, anchor: tuple[int, str] | None) -> None:
    """The ends are read first: entries that are written meanwhile come after them."""
    head, told = _head(walk.room), _last_told(walk.room)
    started = walk.number
    for entry, told_hash in _read(room=walk.room, after=started):
        walk.follow(entry, told=told_hash)
    _check_head(walk, head=head)
    if told > walk.number:
        raise _Broken(walk.number + 1, f"cut off: facts told of entries up to {told}")
    if _head(walk.room).last_number < walk.number:
        raise _Broken(walk.number, "inserted: it stands behind the signed end of the chain")
    if anchor is not None and _hash_at(room=walk.room, number=anchor[0]) != anchor[1]:
        raise _Broken(anchor[0], "removed or written anew: its hash is not the one that was kept elsewhere")


def _check_head(walk: _Walk, *, head: AuditHead) -> None:
    if head.last_number > walk.number:
        raise _Broken(walk.number + 1, f"cut off: the chain had {head.last_number} entries")
    if head.last_number and not is_signed(head):
        raise _Broken(head.last_number, "the end of the chain is not signed with this house's secret key")
    if head.last_number and _hash_at(room=walk.room, number=head.last_number) != head.hash:
        raise _Broken(head.last_number, "written anew: the signed end of the chain has another hash")


def _head(room: str) -> AuditHead:
    found = AuditHead.objects.using(alias_of(room)).filter(chain=room).first()
    return found or AuditHead(chain=room, last_number=0, hash=GENESIS, signature="")


def _last_told(room: str) -> int:
    facts = Outbox.objects.using(alias_of(room)).filter(stream=stream_of(room))
    return facts.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def _hash_at(*, room: str, number: int) -> str | None:
    return trail.entries(room).filter(number=number).values_list("hash", flat=True).first()


def _read(*, room: str, after: int) -> Iterator[tuple[AuditEntry, str | None]]:
    """Entries with the hash that the fact told, where the outbox still has it. In batches: a chain may be long."""
    while batch := list(trail.entries(room).filter(number__gt=after).order_by("number")[:BATCH]):
        numbers = [entry.number for entry in batch]
        facts = Outbox.objects.using(alias_of(room)).filter(stream=stream_of(room), sequence__in=numbers)
        told = dict(facts.values_list("sequence", "data__hash"))
        for entry in batch:
            yield entry, told.get(entry.number)
        after = numbers[-1]
