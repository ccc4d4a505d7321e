"""A sign of life, as `/health/ready` of every process asks for it: a broker that is away degrades, and no more."""

import socket
import threading
from dataclasses import replace

import pytest

from gopro.kafka import reach
from gopro.observability import probes
from gopro.observability.health import Monitor
from tests.provisioning.kafka import Kafka


def state(monitor: Monitor) -> dict[str, tuple[str, bool]]:
    return {result.name: (result.state, result.critical) for result in monitor.run().results}


def registered() -> Monitor:
    ready = Monitor()
    probes.register(ready=ready, started=Monitor())
    ready.checks = {name: replace(check, timeout=10) for name, check in ready.checks.items() if name == "kafka"}
    return ready


def test_there_and_away(kafka: Kafka, settings):
    ready = registered()
    assert (state(ready), ready.run().state) == ({"kafka": ("up", False)}, "up")
    settings.KAFKA_URL = "kafka://127.0.0.1:1"
    assert (state(ready), ready.run().state) == ({"kafka": ("down", False)}, "degraded")
    settings.KAFKA_URL = f"kafka://127.0.0.1:1,{kafka.address}"
    assert ready.run().state == "up"
    settings.KAFKA_URL = ""
    assert registered().checks == {}


def test_something_else_on_its_port(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.KAFKA_URL = f"kafka://127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=lambda: server.accept()[0].sendall(b"HTTP/1.1 400 Bad Request\r\n"))
        thread.start()
        with pytest.raises(OSError, match="doesn't answer as a broker does"):
            reach.answers()
        thread.join()
