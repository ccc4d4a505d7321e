"""Retention: what is old and done goes, nothing else, and an old fact that comes again does nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from apps.notifications.models import Notification
from gopro.events import catchup, sinks
from gopro.events.loop import drain
from gopro.events.models import Destination, Inbox, InboxState, Outbox, StreamCursor, StreamHead
from gopro.events.operations import archive
from gopro.events.operations.checks import check_retention
from tests.gopro.events.samples import call, make_users

pytestmark = pytest.mark.django_db

USERS, NOTIFICATIONS = "default", "notifications"


def age(*, days: int) -> None:
    span = timedelta(days=days)
    for alias in (USERS, NOTIFICATIONS):
        Outbox.objects.using(alias).update(told_at=F("told_at") - span)
        Inbox.objects.using(alias).update(received_at=F("received_at") - span, handled_at=F("handled_at") - span)


def test_old_delivered_and_handled_facts_go_and_heads_and_cursors_stay():
    make_users(2)
    age(days=91)
    make_users(1)
    heads = StreamHead.objects.using(USERS).count()
    cursors = StreamCursor.objects.using(NOTIFICATIONS).count()
    old = Outbox.objects.using(USERS).filter(told_at__lt=timezone.now() - timedelta(days=90)).count()
    assert old > 0
    kept = Outbox.objects.using(USERS).count() - old
    assert sum(archive.prune_outbox(room="users", dry_run=True)) == old
    assert sum(archive.prune_outbox(room="users")) == old
    assert sum(archive.prune_inbox(room="notifications")) > 0
    assert Outbox.objects.using(USERS).count() == kept
    assert StreamHead.objects.using(USERS).count() == heads
    assert StreamCursor.objects.using(NOTIFICATIONS).count() == cursors
    assert sum(archive.prune_outbox(room="users")) == 0


def test_days_are_those_of_the_settings():
    make_users(1)
    age(days=settings.EVENTS_INBOX_DAYS + 1)
    assert sum(archive.prune_outbox(room="users")) == 0
    assert sum(archive.prune_inbox(room="notifications")) > 0
    assert not Inbox.objects.using(NOTIFICATIONS).exists()


def test_what_a_destination_has_not_got_stays():
    make_users(1)
    catchup.register(room="users", destination=sinks.KAFKA)
    age(days=91)
    assert sum(archive.prune_outbox(room="users")) == 0  # Kafka is owed all of it, from before it was known
    while catchup.advance(room="users", destination=sinks.KAFKA):
        pass
    assert sum(archive.prune_outbox(room="users")) == 0  # and still has not got it


def test_nothing_goes_before_a_relay_has_ever_run():
    make_users(1)
    age(days=91)
    Destination.objects.using(USERS).all().delete()
    assert sum(archive.prune_outbox(room="users")) == 0
    assert "users: facts told stay, since local has never taken any." in call("events", "prune", "--room", "users")


@pytest.mark.parametrize("state", [InboxState.PENDING, InboxState.DEAD, InboxState.REVIVED])
def test_what_is_not_done_stays(state):
    make_users(1)
    age(days=1000)
    Inbox.objects.using(NOTIFICATIONS).update(state=state)
    assert sum(archive.prune_inbox(room="notifications")) == 0


def test_an_old_fact_that_comes_again_after_its_row_has_gone_does_nothing():
    make_users(1)
    notices = Notification.objects.count()
    age(days=31)
    archive.prune(room="notifications")
    assert not Inbox.objects.using(NOTIFICATIONS).exists()
    Notification.objects.update(cause="so that a second one would show")
    call(
        *("events", "replay", "--room", "users", "--subscriber", "notifications"),
        *("--from", "2020-01-01", "--to", "2100-01-01"),
    )
    assert Inbox.objects.using(NOTIFICATIONS).count() > 0
    drain()
    assert Notification.objects.count() == notices
    assert not Inbox.objects.using(NOTIFICATIONS).exclude(state=InboxState.DONE).exists()


def test_the_inbox_must_remember_longer_than_topics(settings):
    assert check_retention() == []
    settings.EVENTS_INBOX_DAYS = 7
    assert [found.id for found in check_retention()] == ["gopro_operations.E001"]
    settings.EVENTS_INBOX_DAYS = 100
    assert [found.id for found in check_retention()] == ["gopro_operations.E002"]
