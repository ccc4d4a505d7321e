"""Health: each check has its own time-out and state; a hanging one hangs nobody else."""

import threading
from time import monotonic, sleep
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from gopro.observability import health
from gopro.observability.health import Check, Monitor


def fail() -> None:
    raise ConnectionError("at 10.0.0.1 as admin")


def states(monitor: Monitor) -> dict[str, str]:
    return {result.name: result.state for result in monitor.run().results}


@pytest.fixture
def monitor() -> Monitor:
    made = Monitor()
    made.register(Check(name="fine", probe=lambda: None))
    return made


def test_all_is_well(monitor: Monitor) -> None:
    report = monitor.run()
    assert report.state == "up"
    assert [(result.name, result.state, result.critical) for result in report.results] == [("fine", "up", True)]
    assert 0 <= report.results[0].duration_ms < 500


def test_what_is_critical_decides(monitor: Monitor) -> None:
    monitor.register(Check(name="extra", probe=fail, critical=False))
    assert (monitor.run().state, states(monitor)) == ("degraded", {"fine": "up", "extra": "down"})
    monitor.register(Check(name="needed", probe=fail))
    assert monitor.run().state == "down"


def test_a_hanging_probe_is_asked_once_and_delays_nobody(monitor: Monitor) -> None:
    asked, release = [], threading.Event()

    def hang() -> None:
        asked.append(1)
        release.wait(20)

    for name in ("one", "two"):
        monitor.register(Check(name=name, probe=hang, timeout=0.2))
    began = monotonic()
    for _ in range(3):
        assert states(monitor) == {"fine": "up", "one": "timeout", "two": "timeout"}
    assert monotonic() - began < 1.5
    assert len(asked) == 2
    release.set()


def test_a_report_is_remembered_for_a_moment() -> None:
    asked: list[int] = []
    monitor = Monitor(remembered=0.2)
    monitor.register(Check(name="counted", probe=lambda: asked.append(1)))
    for _ in range(5):
        monitor.run()
    assert len(asked) == 1
    sleep(0.25)
    monitor.run()
    assert len(asked) == 2


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.gopro.api.sample"
    return Client()


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> Any:
    made = Monitor()
    monkeypatch.setattr(health, "ready", made)
    return made


def test_live_asks_nobody(client: Client, needs: Monitor) -> None:
    needs.register(Check(name="needed", probe=fail))
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "up"})


def test_ready_tells_what_is_away_and_not_why(client: Client, needs: Monitor) -> None:
    needs.register(Check(name="needed", probe=fail))
    for path in ("/health/ready", "/api/v1/health"):
        response = client.get(path)
        body = response.json()
        assert (response.status_code, body["code"], response.headers["Retry-After"]) == (503, "unavailable", "5")
        assert response.headers["Content-Type"] == "application/problem+json"
        assert [(each["name"], each["state"]) for each in body["checks"]] == [("needed", "down")]
        assert "10.0.0.1" not in response.content.decode()


def test_ready_serves_without_what_is_not_needed(client: Client, needs: Monitor) -> None:
    needs.register(Check(name="extra", probe=fail, critical=False))
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


def test_asks_every_database_of_this_process(committed: None, client: Client) -> None:
    ready = client.get("/health/ready").json()
    assert ready["status"] == "up"
    assert {each["name"] for each in ready["checks"]} >= {"database:users", "database:courses"}
    started = client.get("/health/startup").json()
    assert started["status"] == "up"
    assert {each["name"] for each in started["checks"]} >= {"migrations:users", "migrations:courses"}


@pytest.mark.django_db
def test_has_figures(client: Client) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"django_http_requests_total" in response.content
