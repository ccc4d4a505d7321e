"""The edge of HTTP itself: framing, slow clients, and an orderly end, also of the real process."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gopro.gateway import server
from tests.gopro.gateway.caller import Answered, Connection, ask
from tests.gopro.gateway.conftest import Eventually, serving
from tests.gopro.gateway.upstream import Asked, Upstream, answer, free_port

ROOT = Path(__file__).resolve().parents[3]
POST = b"POST /a/x HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /items/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

AMBIGUOUS = {
    "both lengths": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "both lengths, turned": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 51\r\n\r\n" + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 0, 51\r\n\r\n" + SMUGGLED,
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}",
    "a hexadecimal length": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked is not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded header": POST + b"X-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    "a bare line feed": b"GET /a/x HTTP/1.1\nHost: localhost\n\n",
    "a bare carriage return": b"GET /a/x HTTP/1.1\r\nHost: localhost\r\nX-A: a\rX-User-Id: 1\r\n\r\n",
    "a null byte": b"GET /a/x HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n",
    "a bad chunk size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a byte beyond ASCII in the path": b"GET /a/\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another version": b"GET /a/x HTTP/3.7\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_two_servers_could_read_in_two_ways_is_refused(port: int, first: Upstream, request_bytes: bytes) -> None:
    with Connection(port) as connection:
        connection.send(request_bytes)
        answered = connection.read()
        assert (answered.status, answered.problem["code"], answered.one("connection")) == (400, "bad_http", "close")
        assert connection.closed()
    assert first.asked == []


HANDSHAKE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", HANDSHAKE),
        ("GET", HANDSHAKE[:3]),
        ("GET", (*HANDSHAKE[:2], HANDSHAKE[3])),
        ("GET", (*HANDSHAKE[:3], "Sec-WebSocket-Key: short")),
        ("GET", (*HANDSHAKE[:2], "Sec-WebSocket-Version: 8", HANDSHAKE[3])),
        ("GET", (*HANDSHAKE, HANDSHAKE[3])),
    ],
)
def test_a_faulty_handshake_is_refused_as_all_else(port: int, method: str, headers: tuple[str, ...]) -> None:
    answered = ask(port, method, "/ws/talk", headers=headers)
    assert (answered.status, answered.problem["code"]) == (400, "bad_handshake")


def test_a_faulty_request_does_not_answer_for_the_one_before(
    port: int, first: Upstream, eventually: Eventually
) -> None:
    async def slowly(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(answer(b"late"))

    first.answers["/a/x"] = slowly
    with Connection(port) as connection:
        connection.send(b"GET /a/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        eventually(lambda: len(first.asked) == 1)
        connection.send(b"nonsense\r\n\r\n")
        assert connection.closed()


def test_the_targets_own_host_does_not_route(port: int, first: Upstream) -> None:
    ask(port, "GET", "http://evil.com/a/x?q")
    assert [(asked.target, asked.one("host")) for asked in first.asked] == [("/a/x?q", "localhost")]


def test_requests_in_a_row_are_answered_in_a_row(port: int) -> None:
    with Connection(port) as connection:
        connection.send(
            b"GET /a/1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5
        )
        assert [connection.read().status for _ in range(10)] == [200, 404] * 5


def test_an_endless_head_is_ended(port: int, first: Upstream) -> None:
    with Connection(port) as connection:
        connection.send(b"GET /a/x HTTP/1.1\r\nHost: localhost\r\nX-Endless: ")
        with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012 - which of the writes meets the closed socket is a race
            for _ in range(200):
                connection.send(b"x" * 10_000)
                time.sleep(0.001)
            connection.read()
            raise ConnectionResetError("reset in good order")
    assert first.asked == []


@pytest.mark.parametrize("beginning", [b"", b"GET /a/x HTTP/1.1\r\nHost: local"])
def test_a_head_that_never_ends_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch, beginning: bytes) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.3)
    with Connection(port) as connection:
        connection.send(beginning)
        began = time.monotonic()
        assert connection.closed()
        assert 0.2 < time.monotonic() - began < 2


def test_slow_clients_hold_nobody_up(port: int, first: Upstream) -> None:
    slow = [Connection(port) for _ in range(250)]
    for number, connection in enumerate(slow):
        half = b"GET /a/x HTTP/1.1\r\nHost: lo" if number < 200 else POST + b"Content-Length: 100\r\n\r\nhalf"
        connection.send(half)
    times: list[float] = []
    for _ in range(20):
        began = time.monotonic()
        assert ask(port, "GET", "/a/y").status == 200
        times.append(time.monotonic() - began)
    assert sorted(times)[10] < 0.1
    assert {asked.target for asked in first.asked} == {"/a/y"}
    for connection in slow:
        connection.__exit__()


def test_what_is_under_way_is_finished_at_the_end(first: Upstream) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def slowly(_: Asked, writer: asyncio.StreamWriter) -> None:
        begun.set()
        while not go_on.is_set():
            await asyncio.sleep(0.02)
        writer.write(answer(b"done"))

    first.answers["/a/x"] = slowly
    answers: list[Answered] = []
    with serving(first=first.origin, second=first.origin, talk=first.origin) as front:
        asker = threading.Thread(target=lambda: answers.append(ask(front.port, "GET", "/a/x")))
        asker.start()
        assert begun.wait(3)
        front.server.should_exit = True
        time.sleep(0.3)
        go_on.set()
        asker.join()
    assert [(each.status, each.body) for each in answers] == [(200, b"done")]


@pytest.fixture
def process(first: Upstream) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The gateway as it is run, with its own table."""
    port = free_port()
    settings = {"GOPRO_GATEWAY_PORT": str(port), "GOPRO_WEB_URL": first.origin, "GOPRO_GATEWAY_DRAIN_SECONDS": "1"}
    started = subprocess.Popen(
        [sys.executable, "-m", "config.gateway"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE
    )
    end = time.monotonic() + 20
    while True:
        try:
            ask(port, "GET", "/health/live")
            break
        except OSError:
            assert time.monotonic() < end
            assert started.poll() is None
            time.sleep(0.05)
    yield started, port
    started.kill()
    started.wait()


def test_the_real_process_drains_and_then_ends(process: tuple[subprocess.Popen[bytes], int], first: Upstream) -> None:
    gateway, port = process
    assert ask(port, "POST", "/api/v1/exercises/7/submit", host="127.0.0.1", body=b"{}").status == 200
    began = time.monotonic()
    gateway.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert ask(port, "GET", "/health/ready").status == 503
    assert ask(port, "GET", "/api/v1/courses", host="127.0.0.1").status == 200
    gateway.wait(10)
    assert 0.9 < time.monotonic() - began < 5
    assert [asked.target for asked in first.asked if "health" not in asked.target] == [
        "/api/v1/exercises/7/submit",
        "/api/v1/courses",
    ]
