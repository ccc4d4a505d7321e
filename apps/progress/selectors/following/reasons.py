"""Why something counts for its learner or doesn't: what was done, or what a publication made of it."""

from uuid import UUID

from apps.progress.models import Effect
from apps.progress.selectors.following.records import Ledger

DONE, OPEN, GONE = "done", "open", "gone"  # beside the effects of a publication
AS_DONE = frozenset({DONE, Effect.CREDITED.value, Effect.KEPT.value})
STILL_TO_DO = frozenset({OPEN, Effect.REQUIRED.value})


def counts_as(ledger: Ledger, thing_id: UUID, *, version_id: UUID | None) -> str:
    """An effect, or `done`, `open` or, without a version, `gone`."""
    note = ledger.notes.get(thing_id)
    effect = note.effect if note else ""
    if version_id is None:
        return effect if effect == Effect.KEPT else GONE
    if ledger.is_done(thing_id, version_id=version_id):
        return effect if effect in AS_DONE else DONE
    return effect if effect in {Effect.WAIVED, Effect.REQUIRED} else OPEN
