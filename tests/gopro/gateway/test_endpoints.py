"""What the gateway answers itself: health of what stands behind, and its figures."""

import asyncio
import json
import time
from typing import Any

import pytest

from tests.gopro.gateway.caller import ask
from tests.gopro.gateway.conftest import Front, serving
from tests.gopro.gateway.upstream import Asked, Upstream, answer, free_port


def told(port: int, path: str, status: int = 200) -> Any:
    answered = ask(port, "GET", path)
    assert answered.status == status
    assert answered.one("content-type") == "application/json"
    assert answered.one("cache-control") == "no-store"
    return json.loads(answered.body)


def states(report: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["state"] for check in report["checks"]}


def test_live_asks_nobody(port: int, first: Upstream) -> None:
    assert told(port, "/health/live") == {"status": "up"}
    assert first.asked == []


def test_ready_when_all_behind_are(first: Upstream, second: Upstream) -> None:
    with serving(first=first.origin, second=second.origin, talk=second.origin) as front:
        report = told(front.port, "/health/ready")
        assert report["status"] == "up"
        assert states(report) == {"web:first+talk": "up", "web:second": "up", "live:first+second+talk": "up"}
        assert {(asked.target, asked.one("host")) for asked in first.asked + second.asked} == {
            ("/health/ready", "localhost")
        }
        assert told(front.port, "/health/startup") == {"status": "up"}
        assert told(front.port, "/api/v1/health")["version"] == "9.9"


def test_one_room_away_degrades_and_no_more(first: Upstream) -> None:
    with serving(first=first.origin, second=f"http://127.0.0.1:{free_port()}", talk=first.origin) as front:
        report = told(front.port, "/api/v1/health")
        assert report["status"] == "degraded"
        assert states(report)["web:second"] == "down"


def test_a_room_that_says_no_is_down_and_one_that_is_silent_times_out(first: Upstream, second: Upstream) -> None:
    async def sleep(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(4)
        writer.close()

    first.answers["/health/ready"] = answer(status="503 No")
    second.answers["/health/ready"] = sleep
    with serving(first=first.origin, second=second.origin, talk=first.origin) as front:
        began = time.monotonic()
        report = told(front.port, "/health/ready", status=503)
        assert time.monotonic() - began < 3
        assert report["status"] == "down"
        assert states(report) == {"web:first+talk": "down", "web:second": "timeout", "live:first+second+talk": "down"}
        assert ask(front.port, "GET", "/health/startup").status == 503


def test_draining_is_not_ready_but_still_serves(first: Upstream, second: Upstream) -> None:
    with serving(first=first.origin, second=second.origin, talk=first.origin) as front:
        front.gateway.drain()
        assert told(front.port, "/health/ready", status=503)["status"] == "draining"
        assert told(front.port, "/health/live") == {"status": "up"}
        assert ask(front.port, "GET", "/a/x").status == 200


def test_many_probes_are_one_question(first: Upstream) -> None:
    with serving(first=first.origin, second=first.origin, talk=first.origin) as front:
        for _ in range(10):
            told(front.port, "/health/ready")
    assert len(first.asked) <= 6


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/health/startup", "/metrics", "/api/v1/health"])
def test_own_paths_are_read_only(port: int, path: str) -> None:
    answered = ask(port, "POST", path, body=b"{}")
    assert (answered.problem["code"], answered.one("allow")) == ("method_not_allowed", "GET, HEAD")
    assert ask(port, "HEAD", path).status in {200, 503}


def test_probes_by_address_are_answered(port: int) -> None:
    assert ask(port, "GET", "/health/live", host="10.1.2.3:8080").status == 200


def test_figures_are_the_gateways_own(front: Front, port: int, first: Upstream) -> None:
    ask(port, "GET", "/items/1")
    ask(port, "GET", "/nowhere")
    figures = ask(port, "GET", "/metrics").body.decode()
    assert 'gopro_gateway_requests_total{method="GET",room="first",status="200"}' in figures
    assert 'gopro_gateway_requests_total{method="GET",room="none",status="404"}' in figures
    assert 'gopro_gateway_request_seconds_count{room="first"}' in figures
    assert "gopro_gateway_in_flight 1.0" in figures
    assert [asked.target for asked in first.asked] == ["/items/1"]
