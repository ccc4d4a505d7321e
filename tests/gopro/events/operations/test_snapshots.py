"""Telling anew: in order with live changes, to whoever missed the beginning, from where it was interrupted."""

from itertools import islice

import pytest
from django.core.management import CommandError

from apps.notifications.models import Notification, Recipient
from apps.users.contracts import UserSnapshot
from apps.users.services import profiles
from apps.users.services.profiles import ProfileChanges
from gopro.events.loop import drain
from gopro.events.models import Outbox
from gopro.events.operations import snapshots
from gopro.events.operations.models import Bookmark
from gopro.identifiers import uuid7
from tests.gopro.events.samples import call, end_pauses, forget_as_newcomer, make_users, told_of

pytestmark = pytest.mark.django_db


def source() -> snapshots.Snapshotter:
    found = snapshots.of_kind("users.user")
    assert found is not None
    return found


def test_a_newcomer_begins_with_snapshots_and_goes_on_with_what_is_live():
    users = make_users(3)
    forget_as_newcomer("notifications", alias="notifications")
    Recipient.objects.all().delete()
    Outbox.objects.using("default").all().delete()
    profiles.update_profile(user_id=users[0], changes=ProfileChanges(display_name="Before"))
    drain()
    assert not Recipient.objects.exists()  # the gap waits, nobody tells what was before
    assert call("events", "snapshot", "--room", "users", "--kind", "users.user") == "users.user: 3 told anew.\n"
    profiles.update_profile(user_id=users[1], changes=ProfileChanges(display_name="After"))
    end_pauses(alias="notifications")
    drain()
    names = dict(Recipient.objects.values_list("user_id", "display_name"))
    assert (names[users[0]], names[users[1]], len(names)) == ("Before", "After", 3)
    assert set(Recipient.objects.values_list("email_verified", flat=True)) == {True}
    assert call("events", "status", "--prove").count(" 0 where head and cursor differ") >= 1


def test_who_is_up_to_date_gets_no_second_effect():
    users = make_users(2)
    before = list(Recipient.objects.order_by("user_id").values())
    notices = Notification.objects.count()
    call("events", "snapshot", "--room", "users")
    assert drain() > 0
    assert list(Recipient.objects.order_by("user_id").values()) == before
    assert (Notification.objects.count(), len(before)) == (notices, len(users))


def test_a_dry_run_counts_and_tells_nothing(told):
    make_users(2)
    count = len(told)
    assert "users.user: 2 would be told anew." in call("events", "snapshot", "--room", "users", "--dry-run")
    assert len(told) == count


def test_an_interrupted_run_goes_on_where_it_was():
    users = make_users(5)
    assert list(islice(snapshots.tell_all(snapshotter=source()), 2)) == [1, 2]
    assert Bookmark.objects.using("default").get(work="snapshot users.user").position == str(users[1])
    assert list(snapshots.tell_all(snapshotter=source())) == [3, 4, 5]
    assert [row.data["user_id"] for row in told_of(UserSnapshot, alias="default")] == [str(one) for one in users]
    assert not Bookmark.objects.using("default").exists()


def test_what_is_gone_is_not_told(told):
    assert snapshots.tell(snapshotter=source(), subject_id=uuid7()) == 0
    assert told == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--room", "attic"), "There is no room attic; the rooms are users, courses, notifications, progress."),
        (("--room", "users", "--kind", "users.cat"), "The room users tells nothing of users.cat"),
        (("--room", "users", "--subscriber", "courses", "--kind", "users.user"), "courses hears nothing of users.user"),
        (("--room", "courses", "--kind", "courses.lesson"), "There are no snapshots of courses.lesson"),
    ],
)
def test_what_makes_no_sense_is_refused(words, complaint):
    with pytest.raises(CommandError, match=complaint):
        call("events", "snapshot", *words)
