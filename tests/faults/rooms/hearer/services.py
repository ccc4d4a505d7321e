"""Noting, with the troubles that a test asks for."""

import time
from uuid import UUID

from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.observability import context
from tests.faults.rooms.hearer.contracts import Noted
from tests.faults.rooms.hearer.models import Effect, Resource, Trouble


class Poisoned(ValueError):
    """Asked for by a row of Trouble."""


@atomic("hearer")
def note(*, counter_id: UUID, number: int) -> None:
    trouble = Trouble.objects.filter(counter_id=counter_id).first()
    Effect.objects.create(event_id=context.causation_id.get(), counter_id=counter_id, number=number)
    if trouble is not None:
        _suffer(trouble)
    publish(Noted(counter_id=counter_id, number=number))


def _suffer(trouble: Trouble) -> None:
    if trouble.kind == Trouble.Kind.POISON:
        raise Poisoned(str(trouble.counter_id))
    if trouble.kind == Trouble.Kind.SLOW:
        time.sleep(trouble.seconds)
    if trouble.kind == Trouble.Kind.DEADLOCK:
        for resource in (1, 2):
            Resource.objects.select_for_update().get(id=resource)
