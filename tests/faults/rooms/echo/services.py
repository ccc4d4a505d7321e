"""Noting notes."""

from uuid import UUID

from gopro.database import atomic
from gopro.observability import context
from tests.faults.rooms.echo.models import Effect


@atomic("echo")
def note(*, counter_id: UUID, number: int) -> None:
    Effect.objects.create(event_id=context.causation_id.get(), counter_id=counter_id, number=number)
