"""Replay: the archive once more, each fact once."""

from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from apps.notifications.models import Notification, Recipient
from gopro.events.loop import drain
from gopro.events.models import Inbox, StreamCursor
from gopro.events.operations import replay
from gopro.events.operations.models import Bookmark
from gopro.events.operations.replay import Replay
from tests.gopro.events.samples import call, forget_as_newcomer, make_users

pytestmark = pytest.mark.django_db


def last_hour(**changes: Any) -> Replay:
    now = timezone.now()
    times = {"start": now - timedelta(hours=1), "end": now + timedelta(hours=1)}
    values: dict[str, Any] = {"room": "users", "subscriber": "notifications", "kinds": ["users.user"]}
    return Replay(**values | times | changes)


def command(*words: str) -> str:
    asked = last_hour()
    times = ("--from", asked.start.isoformat(), "--to", asked.end.isoformat())
    return call("events", "replay", "--room", "users", "--subscriber", "notifications", *times, *words)


def facts_heard() -> int:
    return (
        Inbox.objects.using("notifications").filter(consumer="notifications", stream__startswith="users.user:").count()
    )


def test_the_whole_archive_again_doubles_nothing():
    make_users(3)
    recipients, notices = list(Recipient.objects.order_by("user_id").values()), Notification.objects.count()
    heard = facts_heard()
    assert command("--kind", "users.user") == f"{heard} facts told again: 0 new, {heard} already there.\n"
    drain()
    assert list(Recipient.objects.order_by("user_id").values()) == recipients
    assert (Notification.objects.count(), facts_heard()) == (notices, heard)


def test_facts_that_the_inbox_has_forgotten_are_old_by_the_cursor():
    make_users(3)
    recipients, notices = list(Recipient.objects.order_by("user_id").values()), Notification.objects.count()
    heard = facts_heard()
    Inbox.objects.using("notifications").all().delete()
    Notification.objects.all().update(cause="so that a second welcome would show")
    assert command("--kind", "users.user") == f"{heard} facts told again: {heard} new, 0 already there.\n"
    drain()
    assert list(Recipient.objects.order_by("user_id").values()) == recipients
    assert Notification.objects.count() == notices
    assert not Inbox.objects.using("notifications").exclude(state=1).exists()
    assert set(Inbox.objects.using("notifications").values_list("source", flat=True)) == {"replay"}


def test_a_newcomer_is_told_everything_from_the_archive():
    users = make_users(2)
    forget_as_newcomer("notifications", alias="notifications")
    Recipient.objects.all().delete()
    command("--kind", "users.user")
    drain()
    assert set(Recipient.objects.values_list("user_id", flat=True)) == set(users)
    assert StreamCursor.objects.using("notifications").filter(stream__startswith="users.user:").count() == 2


def test_a_dry_run_brings_nothing():
    make_users(1)
    Inbox.objects.using("notifications").all().delete()
    assert "would be told again" in command("--dry-run")
    assert facts_heard() == 0


def test_only_what_was_told_in_time():
    make_users(1)
    now = timezone.now()
    assert replay.count(last_hour(end=now - timedelta(minutes=30))) == 0
    assert list(replay.run(last_hour(end=now - timedelta(minutes=30)))) == []


def test_an_interrupted_run_goes_on_where_it_was(monkeypatch):
    make_users(3)
    asked = last_hour()
    total = replay.count(asked)
    monkeypatch.setattr(replay, "FACTS", replay.FACTS.replace(f"LIMIT {replay.CHUNK}", "LIMIT 2"))
    (first,) = islice(replay.run(asked), 1)
    assert first.told == 2
    mark = Bookmark.objects.using("notifications").get(work=asked.work)
    assert mark.done == 2
    *_, last = replay.run(asked)
    assert last.told == total - 2
    assert not Bookmark.objects.using("notifications").exists()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"--from": "yesterday"}, "'yesterday' is no time; say 2026-11-24"),
        ({"--from": "2026-11-25", "--to": "2026-11-24"}, "--from must be before --to"),
        ({"--subscriber": "progress", "--kind": "users.user"}, "progress hears nothing of users.user"),
        ({"--subscriber": "attic"}, "There is no room attic"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, complaint):
    given = {"--room": "users", "--subscriber": "notifications", "--from": "2026-11-24", "--to": "2026-11-25"}
    words = [word for pair in (given | changes).items() for word in pair]
    with pytest.raises(CommandError, match=complaint):
        call("events", "replay", *words)
