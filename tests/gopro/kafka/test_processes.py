"""The mirror and the consumer as the processes that the Procfile names: from one room's outbox to another's inbox."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from apps.users.contracts import EmailVerified
from gopro.database import atomic
from gopro.embedded.ports import free_port
from gopro.events.models import Inbox, Undelivered
from gopro.events.outbox import publish
from gopro.events.registry import all_subscriptions
from gopro.identifiers import uuid7
from tests.gopro.kafka.test_consumer import until
from tests.provisioning.kafka import Kafka

ROOT = Path(__file__).parents[3]

type Start = Callable[..., tuple["subprocess.Popen[bytes]", int]]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Start]:
    """A management command that serves its health on a port; the log is in a file."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> tuple["subprocess.Popen[bytes]", int]:
        port = free_port()
        command = [sys.executable, "manage.py", *words, "--metrics-port", str(port)]
        with (tmp_path / f"{words[0]}.log").open("wb") as log:
            running.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        return running[-1], port

    yield start
    for process in running:
        process.kill()
        process.wait()


def status(port: int, path: str = "/health/ready") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def figures(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def first_row(*, room: str, event_id: UUID) -> Inbox | None:
    return Inbox.objects.using(room).filter(event_id=event_id).first()


def test_from_outbox_to_inbox_by_kafka(committed: None, kafka: Kafka, start: Start, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GOPRO_CONSUME", "*")
    kind = EmailVerified.kind()
    consumers = sorted({each.consumer for each in all_subscriptions() if each.event_type.kind() == kind})
    assert consumers
    with atomic("users"):
        event_id = publish(EmailVerified(user_id=uuid7(), email="ada@example.org"))
    mirror, mirror_port = start("relay", "--sink", "kafka")
    feeder, feeder_port = start("consume")
    until(lambda: status(mirror_port) == status(feeder_port) == 200, seconds=60)
    for room in consumers:
        row = until(partial(first_row, room=room, event_id=event_id), seconds=30)
        assert (row.source, row.consumer, row.sequence) == ("kafka", room, 1)
        assert row.told_at is not None
    until(lambda: not Undelivered.objects.using("default").filter(destination="kafka").exists())
    assert "gopro_kafka_up 1.0" in figures(mirror_port)
    assert f'gopro_kafka_taken_total{{room="{consumers[0]}"}} 1.0' in figures(feeder_port)
    for process in (mirror, feeder):
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
