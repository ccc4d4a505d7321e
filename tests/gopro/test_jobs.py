"""Jobs: after commit, by name, with the ids of whoever asked; a broker that is away loses nothing for good."""

import json
import os
import subprocess
import sys

import pytest
from redis import Redis

from gopro import jobs
from gopro.database import atomic
from gopro.observability import context

pytestmark = pytest.mark.django_db
NAME = "progress.sweep"


@pytest.fixture
def queued(settings):
    """What stands in the queue, as a worker would read it."""
    redis = Redis.from_url(settings.REDIS_URL)
    return lambda queue="default": [json.loads(one) for one in redis.lrange(queue, 0, -1)]


def test_a_job_starts_no_sooner_than_its_change_is_there(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(using="progress") as callbacks:
        with atomic("progress"):
            jobs.enqueue(NAME)
        assert queued() == []
    assert len(callbacks) == 1
    callbacks[0]()
    assert [one["headers"]["task"] for one in queued()] == [NAME]


def test_outside_a_transaction_it_starts_at_once_in_its_queue(queued):
    jobs.enqueue("progress.grade", "01a20c7b-71b5-7027-ae46-23e84dba0ac9")
    assert queued() == []
    assert [one["headers"]["argsrepr"] for one in queued(jobs.SANDBOXED)] == [
        "('01a20c7b-71b5-7027-ae46-23e84dba0ac9',)"
    ]


def test_it_carries_the_ids_of_whoever_asked(queued):
    with context.bind(actor_id="ada", correlation_id="c-1", request_id="r-1"):
        jobs.enqueue(NAME)
    assert json.loads(queued()[0]["headers"]["gopro"]) == {"actor_id": "ada", "correlation_id": "c-1"}


def test_it_runs_with_these_ids_bound():
    seen = []

    @jobs.job("progress.look")
    def look(word):
        seen.append((word, context.actor_id.get()))

    headers = {"gopro": json.dumps({"actor_id": "ada"})}
    jobs.celery_app().tasks["progress.look"].apply(args=("up",), headers=headers).get()
    assert seen == [("up", "ada")]
    assert context.actor_id.get() == ""


SENDING = """
import time, django
django.setup()
from gopro import jobs
began = time.monotonic()
jobs.enqueue("progress.sweep")
print(time.monotonic() - began)
"""


def test_a_broker_that_is_away_holds_no_request():
    nowhere = os.environ | {"REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run([sys.executable, "-c", SENDING], env=nowhere, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "job not enqueued; its sweep will" in done.stdout
    assert float(done.stdout.split()[-1]) < 1.0


def test_every_job_by_the_clock_names_its_queue():
    schedule = jobs.beat_schedule()
    assert schedule["progress.sweep"] == {
        "task": "progress.sweep",
        "schedule": 15,
        "options": {"queue": "default", "expires": 15},
    }
    assert all(entry["options"]["queue"] in {"default", jobs.SANDBOXED} for entry in schedule.values())
