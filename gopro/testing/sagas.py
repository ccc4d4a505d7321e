"""Sagas as tests move them: until nothing is due, and through time."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F

from gopro.database import alias_of
from gopro.events.loop import drain
from gopro.sagas import engine
from gopro.sagas.models import Saga, SagaStep, Tombstone


def settle(*, rounds: int = 50) -> None:
    """Deliver facts and move sagas until neither has anything to do."""
    for _ in range(rounds):
        if not drain() + sum(engine.sweep(room=room) for room in settings.ROOMS_HERE):
            return
    raise RuntimeError(f"Sagas go on after {rounds} rounds.")


def pass_time(span: timedelta, *, room: str, saga_id: UUID) -> None:
    """As if the saga had stood like this for that long."""
    alias = alias_of(room)
    earlier = {name: F(name) - span for name in ("started_at", "deadline_at", "next_at")}
    Saga.objects.using(alias).filter(pk=saga_id).update(**earlier)
    SagaStep.objects.using(alias).filter(saga_id=saga_id).update(due_at=F("due_at") - span)


def age_tombstones(span: timedelta) -> None:
    """As if they had been laid so much earlier, in every room."""
    for room in settings.ROOMS_HERE:
        Tombstone.objects.using(alias_of(room)).update(laid_at=F("laid_at") - span)
