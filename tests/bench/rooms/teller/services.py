"""Keeping a thing, and the same without a word of it."""

from uuid import UUID

from django.utils import timezone

from gopro.database import atomic
from gopro.events.outbox import publish
from tests.bench.rooms.teller.contracts import Kept
from tests.bench.rooms.teller.models import Thing

TITLE = "A thing with a title of usual length"


@atomic("teller")
def keep(*, owner_id: UUID, number: int) -> None:
    thing = Thing.objects.create(owner_id=owner_id, number=number, title=TITLE, kept_at=timezone.now())
    publish(Kept(owner_id=owner_id, number=number, title=thing.title, kept_at=thing.kept_at))


@atomic("teller")
def keep_quietly(*, owner_id: UUID, number: int) -> None:
    Thing.objects.create(owner_id=owner_id, number=number, title=TITLE, kept_at=timezone.now())
