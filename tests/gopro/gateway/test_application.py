"""Every refusal is a problem+json, and nothing refused reaches anybody behind."""

import json
from typing import Any

import pytest

from gopro.gateway.application import Settings, create
from gopro.gateway.checks import HEAD_LIMIT, HEADER_COUNT, TARGET_LIMIT
from gopro.gateway.table import MEBIBYTE, Route, Table
from gopro.gateway.upstreams import Upstreams
from tests.gopro.gateway.caller import Connection, ask
from tests.gopro.gateway.conftest import Eventually
from tests.gopro.gateway.upstream import Upstream


@pytest.mark.parametrize("path", ["/nowhere", "/A/x", "/ax", "/metrics/x", "/health", "/favicon.ico"])
def test_an_unknown_path_is_a_404(port: int, first: Upstream, path: str) -> None:
    answered = ask(port, "GET", path)
    assert answered.problem == {
        "type": "/api/v1/problems/not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this path.",
        "instance": path,
        "code": "not_found",
        "request_id": answered.one("x-request-id"),
    }
    assert first.asked == []


PATHS = [
    "/a/../items/1", "/a/./x", "/a/..", "/a/.", "/a/%2e%2e/items/1", "/a/%2E./x", "/a/.%2e/x", "/a//x", "//a/x",
    "/a/x//", "/a/x%2fy", "/a/x%2Fsubmit", "/a/x%5cy", "/a/x%00", "/a/x\\y", "/a/..%2f..%2fitems", "/items/1%2fsubmit",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_could_be_another_one_is_refused(port: int, first: Upstream, second: Upstream, path: str) -> None:
    answered = ask(port, "POST", path, body=b"{}")
    assert (answered.status, answered.problem["code"]) == (400, "bad_path")
    assert first.asked == []
    assert second.asked == []


def test_an_encoded_letter_is_routed_as_the_letter(port: int, first: Upstream, second: Upstream) -> None:
    """As the server behind will decode it, lest a route's limits be dodged."""
    ask(port, "POST", "/items/1/%73ubmit", body=b"{}")
    assert ([asked.target for asked in second.asked], first.asked) == (["/items/1/%73ubmit"], [])


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080", "a.example.org", "localhost."]
)
def test_our_hosts_are_served(port: int, host: str) -> None:
    assert ask(port, "GET", "/a/x", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "",
        "localhost.evil.com",
        "example.org.evil",
        "a b",
        "localhost:x",
        "user@localhost",
        "localhost/x",
        "localhost, evil",
    ],
)
def test_other_hosts_are_refused(port: int, first: Upstream, host: str) -> None:
    answered = ask(port, "GET", "/a/x", host=host)
    assert (answered.status, answered.problem["code"]) == (400, "bad_host")
    assert first.asked == []


@pytest.mark.parametrize("path", ["/a/x", "/health/live", "/api/v1/health"])
@pytest.mark.parametrize("hosts", ["", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: evil\r\n"])
def test_a_missing_or_doubled_host_is_refused(port: int, first: Upstream, hosts: str, path: str) -> None:
    with Connection(port) as connection:
        connection.send(f"GET {path} HTTP/1.1\r\n{hosts}\r\n".encode())
        assert connection.read().problem["code"] == "bad_host"
    assert first.asked == []


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "LOCK"])
def test_methods_of_other_protocols_are_refused(port: int, first: Upstream, method: str) -> None:
    answered = ask(port, method, "/a/x")
    assert (answered.status, answered.problem["code"]) == (405, "method_not_allowed")
    assert answered.one("allow") == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    assert first.asked == []


def test_too_long_a_target_is_a_414(port: int, first: Upstream) -> None:
    assert ask(port, "GET", "/a/" + "x" * (TARGET_LIMIT - 3)).status == 200
    answered = ask(port, "GET", "/a/x?" + "x" * TARGET_LIMIT)
    assert (answered.status, answered.problem["code"]) == (414, "uri_too_long")
    assert len(first.asked) == 1


@pytest.mark.parametrize(
    "headers", [("X-Big: " + "x" * HEAD_LIMIT,), ("X-Many: 1",) * HEADER_COUNT, ("X-Huge: " + "x" * 500_000,)]
)
def test_too_large_a_head_is_a_431(port: int, first: Upstream, headers: tuple[str, ...]) -> None:
    answered = ask(port, "GET", "/a/x", headers=headers)
    assert (answered.status, answered.problem["code"]) == (431, "request_header_fields_too_large")
    assert first.asked == []


def test_too_large_a_body_is_a_413_before_it_is_read(port: int, first: Upstream) -> None:
    assert ask(port, "POST", "/small/x", body=b"x" * 100).status == 200
    with Connection(port) as connection:
        connection.send(b"POST /small/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n")
        answered = connection.read()
        assert (answered.status, answered.problem["code"], answered.one("connection")) == (
            413,
            "content_too_large",
            "close",
        )
        assert connection.closed()
    assert len(first.asked) == 1


@pytest.mark.parametrize(("path", "size"), [("/small/x", 101), ("/a/x", MEBIBYTE + 1)])
def test_too_large_a_body_without_a_length_is_a_413(port: int, first: Upstream, path: str, size: int) -> None:
    with Connection(port) as connection:
        connection.send(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{size:x}\r\n".encode()
        )
        connection.send(b"x" * size + b"\r\n0\r\n\r\n")
        assert connection.read().problem["code"] == "content_too_large"
    assert first.asked == []


def test_too_large_a_streamed_body_is_a_413_and_cut_off_behind(port: int, first: Upstream) -> None:
    with Connection(port) as connection:
        connection.send(b"PUT /big/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(65):
            connection.send(b"100000\r\n" + b"x" * MEBIBYTE + b"\r\n")
        assert connection.read().problem["code"] == "content_too_large"
    assert first.asked == []


def test_a_web_socket_path_asked_plainly_is_a_426(port: int) -> None:
    answered = ask(port, "GET", "/ws/talk")
    assert (answered.status, answered.problem["code"], answered.one("upgrade")) == (
        426,
        "upgrade_required",
        "websocket",
    )


def test_a_header_cannot_be_injected_through_the_target(port: int, first: Upstream) -> None:
    answered = ask(port, "GET", "/a/x%0d%0aX-Evil:%201?q=%0d%0aSet-Cookie:%20a=1")
    assert answered.status == 200
    assert first.asked[0].all("x-evil") == []
    assert answered.all("set-cookie") == []
    assert ask(port, "GET", "/nowhere%0d%0aX-Evil:1").all("x-evil") == []


def test_the_path_of_a_credential_is_in_no_problem_and_no_log(
    port: int, first: Upstream, capfd: pytest.CaptureFixture[str]
) -> None:
    first.stop_listening()
    try:
        answered = ask(port, "GET", "/links/s3cret?also=s3cret")
    finally:
        first.listen()
    assert answered.problem["instance"] == "/links/{token}"
    assert "s3cret" not in capfd.readouterr().out


def test_each_request_is_one_line_of_the_log(
    port: int, capfd: pytest.CaptureFixture[str], eventually: Eventually
) -> None:
    ask(port, "POST", "/items/7/submit?q=private", headers=("X-Request-ID: mine",), body=b"{}")
    lines: list[dict[str, Any]] = []

    def written() -> bool:
        lines.extend(json.loads(each) for each in capfd.readouterr().out.splitlines() if '"mine"' in each)
        return bool(lines)

    eventually(written)
    (line,) = lines
    assert line["duration_ms"] < 2000
    for measured in ("timestamp", "duration_ms", "trace_id", "bytes"):
        line.pop(measured)
    assert line == {
        "level": "info", "service": "gateway", "event": "request.answered", "request_id": "mine", "method": "POST",
        "path": "/items/7/submit", "room": "second", "status": 200, "close_code": None, "client": "127.0.0.1",
    }  # fmt: skip


def test_a_faulty_table_or_address_does_not_start() -> None:
    table = Table((Route(template="/x", room="nowhere"),))
    with pytest.raises(ValueError, match=r"no room 'nowhere'.\n'ftp://x' is not an upstream") as raised:
        create(
            table=table,
            upstreams=Upstreams(web={"a": "ftp://x"}, live={}),
            settings=Settings(allowed_hosts=(), version="1"),
        )
    assert str(raised.value).count("\n") == 1
