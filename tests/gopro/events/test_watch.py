"""Figures of how facts stand; an old gap is said once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from gopro.events import inbox, metrics, sinks, watch
from gopro.events.models import StreamCursor
from gopro.events.relay import relay_room
from gopro.events.worker import work_room
from gopro.identifiers import uuid7
from tests.gopro.events.test_delivery import facts

pytestmark = pytest.mark.django_db


def figure(gauge, *labels: str) -> float:
    return float(gauge.labels(*labels)._value.get())


def test_what_a_destination_has_not_got_is_counted(tell):
    tell(uuid7(), 1, 2)
    watch.outbox(room="users", destination="local")
    assert figure(metrics.LAG, "users", "local") == 2
    relay_room(room="users", sink=sinks.find("local"))
    watch.outbox(room="users", destination="local")
    assert (figure(metrics.LAG, "users", "local"), figure(metrics.OLDEST, "users", "local")) == (0, 0)


def test_a_stream_that_waits_is_counted_and_an_old_gap_is_reported_once(tell, subscribe):
    subscribe()
    tell(uuid7(), 1, 2)
    inbox.insert(consumer="progress", facts=facts()[1:], source="kafka")
    work_room(room="progress")
    with capture_logs() as young:
        watch.inbox(room="progress")
    assert (figure(metrics.PARKED, "progress"), figure(metrics.GAPS, "progress")) == (1, 0)
    assert figure(metrics.WAITING, "progress") == 1
    StreamCursor.objects.using("progress").update(waits_since=timezone.now() - timedelta(seconds=61))
    with capture_logs() as old:
        watch.inbox(room="progress")
        watch.inbox(room="progress")
    assert figure(metrics.GAPS, "progress") == 1
    assert young == []
    assert [(line["log_level"], line["event"], line["waits_for"]) for line in old] == [
        ("warning", "gap: a fact is missing", "#1 has not arrived")
    ]
