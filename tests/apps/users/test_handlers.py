"""What users does about what it hears."""

import pytest

import apps.courses.contracts
import apps.notifications.contracts
import apps.progress.contracts
from apps.users.models import User
from apps.users.services.erasure import requests
from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.outbox import publish
from gopro.identifiers import uuid7
from gopro.sagas import operations
from gopro.sagas.models import Saga, SagaReply
from tests.apps.users.factories import UserFactory

pytestmark = pytest.mark.django_db
CONTRACTS = (apps.courses.contracts, apps.progress.contracts, apps.notifications.contracts)


@pytest.fixture
def saga() -> Saga:
    """An erasure that has begun, before any room has heard of it."""
    user: User = UserFactory()
    found = requests.request_erasure_of(user_id=user.pk, by=uuid7(), reason="asked by letter")
    operations.skip_step(room="users", saga_id=found.pk, reason="at once")
    return Saga.objects.using("default").get(pk=found.pk)


def tell(event: Event) -> None:
    with atomic(event.room()):
        publish(event)
    drain()


def erased(saga: Saga) -> list[Event]:
    return [
        contracts.PersonalDataErased(erasure_id=saga.pk, user_id=saga.subject, counts={"rows": 1}, digest="d")
        for contracts in CONTRACTS
    ]


def test_when_every_room_has_erased_the_saga_goes_on(saga: Saga):
    for event in erased(saga):
        assert saga.step == "erase_rooms"
        tell(event)
    outcomes = SagaReply.objects.using("default").filter(saga_id=saga.pk).order_by("id")
    rooms = [(reply.source, reply.outcome, reply.answer["rows"]) for reply in outcomes]
    assert rooms == [(room, "taken", {"rows": 1}) for room in ("courses", "progress", "notifications")]


def test_what_is_told_twice_counts_once(saga: Saga):
    event = erased(saga)[0]
    tell(event)
    tell(event)
    outcomes = SagaReply.objects.using("default").filter(saga_id=saga.pk).order_by("id")
    assert list(outcomes.values_list("outcome", flat=True)) == ["taken", "duplicate"]


def test_an_erasure_that_nobody_asked_for_is_only_written_down():
    tell(apps.courses.contracts.PersonalDataErased(erasure_id=uuid7(), user_id=uuid7(), counts={}, digest=""))
    assert SagaReply.objects.using("default").get().outcome == "unknown"
