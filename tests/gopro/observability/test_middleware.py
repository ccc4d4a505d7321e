"""Ids in, ids out, and one log line a request that names the route and never the path."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

from gopro.observability import context


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.gopro.api.sample"
    return Client()


def sent(client: Client, request_id: str) -> str:
    returned: str = client.get("/health/live", headers={"X-Request-ID": request_id}).headers["X-Request-ID"]
    return returned


@pytest.mark.parametrize("request_id", ["0123456789abcdef", "a.b-c_d-e1234", "1", "x" * 128])
def test_keeps_a_fit_id(client: Client, request_id: str) -> None:
    assert sent(client, request_id) == request_id


@pytest.mark.parametrize("request_id", ["", "x" * 129, "with space", "line\nbreak12", "<script>1234", "é" * 10])
def test_makes_an_id_where_none_is_fit(client: Client, request_id: str) -> None:
    returned = sent(client, request_id)
    assert returned != request_id
    assert len(returned) == 36
    assert sent(client, request_id) != returned


def test_tells_one_line_without_the_path(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/api/v1/problems/s3cret")
    [line] = [line for line in lines if line["event"] == "request.answered"]
    shown: dict[str, Any] = {name: line[name] for name in ("method", "route", "status", "log_level")}
    assert shown == {"method": "GET", "route": "/api/v1/problems/<slug:code>", "status": 404, "log_level": "info"}
    assert "s3cret" not in str(lines)


def test_leaves_nothing_behind(client: Client) -> None:
    client.get("/health/live")
    assert context.current() == {}
