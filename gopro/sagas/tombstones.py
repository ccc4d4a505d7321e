"""Removing a subject from a participant's room so that nothing of it comes back.

The first pass lays a tombstone and removes what is there. Whoever was writing just then may leave more behind, so a
second pass, once every request of that time is long over, removes it too, and only then the room confirms. Handlers
and services that would write about a subject ask `stands` first.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from gopro.database import alias_of, atomic
from gopro.sagas.evidence import Evidence
from gopro.sagas.models import Clock, Tombstone

QUIET = timedelta(minutes=1)  # longer than any request or handler may take
SWEPT_AT_ONCE = 100

type Remove = Callable[[UUID, Evidence], None]
type Confirm = Callable[[Tombstone], None]


def stands(*, room: str, kind: str, subject: UUID) -> bool:
    """Whether a saga of this kind has removed the subject from the room."""
    return Tombstone.objects.using(alias_of(room)).filter(kind=kind, subject=subject).exists()


def first_pass(*, room: str, kind: str, subject: UUID, saga_id: UUID, remove: Remove, confirm: Confirm) -> None:
    """In the caller's transaction. Asked once more after it was confirmed, the same is confirmed again."""
    rows = Tombstone.objects.using(alias_of(room))
    stone, is_new = rows.get_or_create(kind=kind, subject=subject, defaults={"saga_id": saga_id})
    if is_new:
        _remove(stone, remove=remove)
    elif stone.confirmed_at is not None:
        confirm(stone)


def second_pass(*, room: str, kind: str, remove: Remove, confirm: Confirm, quiet: timedelta = QUIET) -> int:
    """Of every tombstone that is old enough, each in its own transaction; answers how many were confirmed."""
    confirmed = 0
    for _ in range(SWEPT_AT_ONCE):
        with atomic(room):
            due = Tombstone.objects.using(alias_of(room)).filter(kind=kind, confirmed_at=None)
            stone = due.filter(laid_at__lte=Clock() - quiet).select_for_update(skip_locked=True).first()
            if stone is None:
                break
            _remove(stone, remove=remove)
            Tombstone.objects.using(stone._state.db).filter(pk=stone.pk).update(confirmed_at=Clock())
            confirm(stone)
            confirmed += 1
    return confirmed


def lift(*, room: str, kind: str, subject: UUID) -> None:
    """Let the subject be written about again, where a saga that may still turn back does so."""
    Tombstone.objects.using(alias_of(room)).filter(kind=kind, subject=subject).delete()


def _remove(stone: Tombstone, *, remove: Remove) -> None:
    evidence = Evidence.of(counts=stone.counts, digest=stone.digest)
    remove(stone.subject, evidence)
    stone.counts, stone.digest = evidence.counts, evidence.digest
    stone.save(update_fields=["counts", "digest"])
