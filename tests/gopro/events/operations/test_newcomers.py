"""Subscriptions that are new in mid-life are told what was before."""

import pytest

from apps.notifications.models import Recipient
from apps.users.contracts import UserSnapshot
from gopro.events.loop import drain
from gopro.events.models import Outbox
from gopro.events.operations import newcomers
from gopro.events.operations.models import KnownSubscription
from tests.gopro.events.samples import call, forget_as_newcomer, make_users, told_of

pytestmark = pytest.mark.django_db


def test_at_the_very_start_there_is_nothing_to_tell(told):
    assert newcomers.newcomers() == []
    assert list(newcomers.welcome()) == []
    assert told == []
    assert KnownSubscription.objects.using("notifications").filter(type=f"gopro.{UserSnapshot.name}").exists()


def test_a_newcomer_is_told_and_known_from_then_on():
    list(newcomers.welcome())
    users = make_users(2)
    KnownSubscription.objects.using("notifications").filter(type__startswith="gopro.users.user.").delete()
    forget_as_newcomer("notifications", alias="notifications")
    Recipient.objects.all().delete()
    Outbox.objects.using("default").all().delete()
    (found,) = newcomers.newcomers()
    assert (found.consumer, found.kind) == ("notifications", "users.user")
    assert "notifications is new to users.user; run manage.py events snapshot --room users --kind users.user" in call(
        "events", "status"
    ).replace("\n", " ")
    assert list(newcomers.welcome()) == []
    drain()
    assert set(Recipient.objects.values_list("user_id", flat=True)) == set(users)
    assert newcomers.newcomers() == []
    assert list(newcomers.welcome()) == []
    assert len(told_of(UserSnapshot, alias="default")) == 2


def test_where_the_teller_is_elsewhere_it_is_said_until_a_snapshot_came(settings):
    make_users(1)
    settings.ROOMS_HERE = ("notifications",)
    KnownSubscription.objects.using("notifications").all().delete()
    waiting = [(one.consumer, one.kind) for one in newcomers.welcome()]
    assert ("notifications", "users.user") in waiting
    settings.ROOMS_HERE = settings.ROOMS
    call("events", "snapshot", "--room", "users", "--kind", "users.user")
    drain()
    settings.ROOMS_HERE = ("notifications",)
    assert "users.user" not in [one.kind for one in newcomers.welcome()]
