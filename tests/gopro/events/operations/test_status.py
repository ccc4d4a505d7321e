"""How facts stand, and the proof."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db.models import F

from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, Outbox, StreamCursor, StreamHead
from gopro.events.operations import status
from gopro.identifiers import uuid7
from tests.gopro.events.samples import call, make_users

pytestmark = pytest.mark.django_db


def line(room: str, destination: str) -> status.Line:
    (found,) = [one for one in status.lines() if (one.room, one.destination) == (room, destination)]
    return found


def test_facts_that_nobody_has_relayed_are_lag_for_those_who_hear_them(tell, subscribe):
    subscribe("progress")
    drain()
    tell(uuid7(), 1, 2, 3)
    Outbox.objects.using("default").update(told_at=F("told_at") - timedelta(seconds=90))
    assert (line("users", "progress").lag, line("users", "courses").lag) == (3, 0)
    assert 90 <= line("users", "progress").oldest_seconds < 100
    drain()
    assert (line("users", "progress").lag, line("users", "progress").last_minute) == (0, 3)


def test_a_failure_is_shown_with_its_stream_and_reason(tell, subscribe):
    subscribe("progress").fails = lambda event: event.number == 2
    sample_id = uuid7()
    tell(sample_id, 1, 2, 3)
    drain()
    found = line("users", "progress")
    (waiting,) = found.waiting
    assert (found.lag, waiting.stream, waiting.why) == (2, f"users.sample:{sample_id}", "#2 failed")
    shown = call("events", "status").replace("\n", " ")
    assert re.search(rf"progress waits \d\.\d s in users.sample:{sample_id}: #2 failed", shown)


def test_dead_letters_are_counted(tell, subscribe):
    subscribe("progress")
    tell(uuid7(), 1)
    drain()
    Inbox.objects.using("progress").filter(type="gopro.users.sample.counted.v1").update(state=InboxState.DEAD)
    assert line("users", "progress").dead_letters == 1


def test_programs_read_json():
    make_users(1)
    figures = json.loads(call("events", "status", "--json"))
    pairs = {(one["room"], one["destination"]): one["lag"] for one in figures["destinations"]}
    assert pairs["users", "notifications"] == 0
    assert figures["not_seen"] == []


def test_a_process_says_what_it_cannot_see(settings):
    settings.ROOMS_HERE = ("users", "notifications")
    assert "Not seen from here: courses, progress." in call("events", "status")
    assert {one.destination for one in status.lines()} <= {"users", "notifications"}


def test_heads_equal_cursors_once_all_is_handled(tell, subscribe):
    subscribe("progress")
    make_users(2)
    tell(uuid7(), 1, 2)
    drain()
    shown = call("events", "status", "--prove")
    assert "users to notifications: 2 streams, 0 where head and cursor differ" in shown


def test_what_is_behind_lost_or_ahead_breaks_the_proof(tell, subscribe):
    subscribe("progress")
    behind, lost, ahead = (uuid7() for _ in range(3))
    for sample_id in (behind, lost, ahead):
        tell(sample_id, 1, 2)
    drain()
    cursors = StreamCursor.objects.using("progress")
    cursors.filter(stream=f"users.sample:{behind}").update(last_sequence=1)
    cursors.filter(stream=f"users.sample:{lost}").delete()
    StreamHead.objects.using("default").filter(stream=f"users.sample:{ahead}").update(last_sequence=1)
    with pytest.raises(CommandError, match="3 streams are not where they should be"):
        call("events", "status", "--prove")


def test_what_was_before_a_consumers_time_breaks_no_proof(tell, subscribe):
    subscribe("progress")
    tell(uuid7(), 1)
    drain()
    StreamCursor.objects.using("progress").filter(stream__startswith="users.sample:").delete()
    Outbox.objects.using("default").filter(stream__startswith="users.sample:").delete()
    call("events", "status", "--prove")
