"""Loops as processes: taken over from when they stand still, stopped in order, asked how they are."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from gopro.embedded.ports import free_port
from gopro.events import heartbeat
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, StreamCursor, Undelivered
from gopro.identifiers import uuid7

ROOT = Path(__file__).parents[3]
HOLD = """
import os, signal, django; django.setup()
from gopro.database import atomic
from gopro.events import heartbeat, relay, sinks
from gopro.events.models import Outbox
heartbeat.Heartbeat().start()
with atomic("users"):
    assert relay._own(room="users", sink=sinks.find("local")), "nothing to own"
    print("owned", flush=True)
    {then}
"""
STAND_STILL = "os.kill(os.getpid(), signal.SIGSTOP)"
COMPUTE = "import time; time.sleep(2.5); Outbox.objects.using('default').get(); print('kept', flush=True)"


def start(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def held(committed, tell) -> Iterator["subprocess.Popen[str]"]:
    """A process that owns the shard of the one fact there is, and stands still."""
    tell(uuid7(), 1)
    child = start("-c", HOLD.format(then=STAND_STILL))
    assert child.stdout is not None
    assert child.stdout.readline() == "owned\n"
    yield child
    child.kill()
    child.wait()


def test_another_takes_over_in_two_seconds_from_an_owner_that_stands_still(held):
    began = time.monotonic()
    while Undelivered.objects.using("default").exists():
        drain()
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    took = time.monotonic() - began
    assert took < 2.0, f"{took:.1f} s"


def test_an_owner_that_only_computes_keeps_what_it_owns(committed, tell):
    tell(uuid7(), 1)
    child = start("-c", HOLD.format(then=COMPUTE))
    assert child.stdout is not None
    assert child.stdout.readline() == "owned\n"
    drain()
    assert Undelivered.objects.using("default").count() == 1
    assert child.stdout.readline() == "kept\n"
    assert child.wait(30) == 0
    assert heartbeat.IDLE_MILLISECONDS < 2500


def test_a_fact_that_outlives_its_connection_is_booked_and_others_go_on(committed, tell, subscribe):
    hearer, fatal, well = subscribe(), uuid7(), uuid7()

    def cut(event) -> bool:
        if event.sample_id == fatal:
            with connections["progress"].cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
                time.sleep(0.5)
                cursor.execute("SELECT 1")
        return False

    hearer.fails = cut
    tell(fatal, 1)
    tell(well, 5)
    drain()
    row = Inbox.objects.using("progress").get(stream=f"users.sample:{fatal}")
    assert (row.state, row.attempts) == (InboxState.PENDING, 1)
    assert "idle-in-transaction" in row.last_error
    assert StreamCursor.objects.using("progress").get(stream=row.stream).waits_for == "#1 failed"
    drain()
    assert hearer.numbers == [5]


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def test_a_loop_answers_how_it_is_and_ends_in_order(committed, tell):
    tell(uuid7(), 1)
    port = free_port()
    child = start("manage.py", "relay", "--sink", "local", "--metrics-port", str(port))
    began = time.monotonic()
    while status(port, "/health/ready") != 200 or Undelivered.objects.using("default").exists():
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    assert (status(port, "/health/live"), status(port, "/else")) == (200, 404)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert 'gopro_events_relayed_total{destination="local",room="users"} 1.0' in answer.read().decode()
    child.send_signal(signal.SIGTERM)
    assert child.wait(15) == 0
