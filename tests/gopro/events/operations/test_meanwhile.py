"""Telling anew and rebuilding beside live changes, in real transactions."""

import threading

from django.db import connections

from apps.notifications.models import Recipient
from apps.users.contracts import UserSnapshot, UserUpdated
from apps.users.services import profiles
from apps.users.services.profiles import ProfileChanges
from gopro.database import atomic
from gopro.events.loop import drain
from gopro.events.models import StreamCursor
from gopro.events.operations import rebuild, snapshots
from gopro.events.operations.projections import Projection, find
from tests.gopro.events.samples import call, make_users, told_of


def test_a_snapshot_tells_what_was_committed_before_and_nothing_that_comes_after(committed):
    """A writer takes its number when it ends: its name, unseen by the snapshot, comes after it and holds."""
    (user_id,) = make_users(1)
    head = StreamCursor.objects.using("notifications").get(stream=f"users.user:{user_id}").last_sequence
    source = snapshots.of_kind("users.user")
    assert source is not None
    begun, may_end = threading.Event(), threading.Event()

    def change() -> None:
        with atomic("users"):
            profiles.update_profile(user_id=user_id, changes=ProfileChanges(display_name="Late"))
            begun.set()
            may_end.wait(10)
        connections.close_all()

    writer = threading.Thread(target=change)
    writer.start()
    begun.wait(10)
    threading.Timer(0.3, may_end.set).start()
    assert snapshots.tell(snapshotter=source, subject_id=user_id) == 1
    writer.join()
    (snapshot,) = told_of(UserSnapshot, alias="default")
    (late,) = told_of(UserUpdated, alias="default")
    assert (snapshot.sequence, late.sequence) == (head + 1, head + 2)
    drain()
    assert Recipient.objects.get(user_id=user_id).display_name == "Late"


def test_facts_that_arrive_meanwhile_are_not_lost(committed):
    """While a rebuild holds the stream's shard a worker handles nothing of it; afterwards the newest name holds."""
    recipients = find("notifications.recipients")
    assert isinstance(recipients, Projection)
    (user_id,) = make_users(1)
    Recipient.objects.update(display_name="Wrong")
    profiles.update_profile(user_id=user_id, changes=ProfileChanges(display_name="Newest"))
    with atomic("notifications"):
        report = rebuild.Report()
        rebuild._rebuild(recipients, portion=rebuild.streams(recipients), report=report, dry_run=False)
        worker = threading.Thread(target=lambda: (drain(), connections.close_all()))
        worker.start()
        worker.join()
        assert (
            StreamCursor.objects.using("notifications").filter(stream=f"users.user:{user_id}").get().last_sequence == 2
        )
    drain()
    assert Recipient.objects.get().display_name == "Newest"
    call("rebuild", "notifications.recipients", "--verify")
