"""Remembering a thing: one row."""

import time
from uuid import UUID

from gopro.database import atomic
from tests.bench.rooms.hearer.models import Effect


@atomic("hearer")
def remember(*, owner_id: UUID, number: int) -> None:
    Effect.objects.create(owner_id=owner_id, number=number, heard_at=time.time())
