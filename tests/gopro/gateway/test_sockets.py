"""Web sockets pass: messages, subprotocols, closings, refusals."""

import json
import time
from contextlib import ExitStack
from socket import SHUT_RDWR, create_connection
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.gopro.gateway import talking
from tests.gopro.gateway.caller import ask
from tests.gopro.gateway.conftest import Eventually, serving
from tests.gopro.gateway.upstream import free_port


def dial(port: int, path: str = "/ws/talk", **options: Any) -> ClientConnection:
    connection: ClientConnection = connect(f"ws://localhost:{port}{path}", **options)
    return connection


def closing_of(socket: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as raised:
        socket.recv(timeout=5)
    assert raised.value.rcvd is not None
    return raised.value.rcvd.code, raised.value.rcvd.reason


@pytest.mark.parametrize("message", ["hello", "", "ü" * 5000, b"", b"\x00\xff" * 5000])
def test_messages_pass_both_ways(port: int, message: str | bytes) -> None:
    with dial(port) as socket:
        for _ in range(3):
            socket.send(message)
            assert socket.recv(timeout=5) == message


def test_path_query_and_identity_are_as_for_requests(port: int) -> None:
    headers = {"X-User-Id": "1", "X-Forwarded-For": "6.6.6.6", "X-Request-ID": "mine", "Authorization": "Bearer t"}
    with dial(port, "/ws/talk?a=%2f&b=1", additional_headers=headers) as socket:
        socket.send("path")
        assert socket.recv(timeout=5) == "/ws/talk?a=%2f&b=1"
        socket.send("headers")
        passed = {name.lower(): value for name, value in json.loads(socket.recv(timeout=5))}
        assert socket.response is not None
        assert socket.response.headers["x-request-id"] == "mine"
    assert "x-user-id" not in passed
    assert passed["x-forwarded-for"] == "127.0.0.1"
    assert passed["x-request-id"] == "mine"
    assert passed["authorization"] == "Bearer t"
    assert passed["host"] == f"localhost:{port}"


def test_the_upstream_chooses_the_subprotocol(port: int) -> None:
    with dial(port, subprotocols=[Subprotocol("a"), Subprotocol("b")]) as socket:
        assert socket.subprotocol == "b"
    with dial(port) as socket:
        assert socket.subprotocol is None


def test_the_upstreams_close_reaches_the_caller(port: int) -> None:
    with dial(port) as socket:
        socket.send("close")
        assert closing_of(socket) == (4123, "enough")


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (1001, "away"), (4999, "mine")])
def test_the_callers_close_reaches_the_upstream(port: int, eventually: Eventually, code: int, reason: str) -> None:
    path = f"/ws/talk?close={code}"
    with dial(port, path) as socket:
        socket.close(code, reason)
    eventually(lambda: talking.heard_closes.get(path) == (code, reason))


def test_an_upstream_that_vanishes_is_told_as_a_restart(port: int) -> None:
    with dial(port) as socket:
        socket.send("vanish")
        assert closing_of(socket)[0] == 1012


def test_a_caller_that_vanishes_frees_the_upstream(port: int, eventually: Eventually) -> None:
    """The server tells the gateway of it as of a close without a code."""
    with dial(port, "/ws/talk?vanish") as socket:
        socket.socket.shutdown(SHUT_RDWR)
        eventually(lambda: talking.heard_closes.get("/ws/talk?vanish") == (1000, ""))


def test_too_big_a_message_ends_the_conversation(port: int) -> None:
    with dial(port) as socket:
        socket.send("x" * 10_000)
        assert len(socket.recv(timeout=5)) == 10_000
        socket.send("x" * 10_001)
        assert closing_of(socket)[0] == 1009


def test_long_answers_pass(port: int) -> None:
    with dial(port) as socket:
        socket.send("long")
        assert socket.recv(timeout=5) == "x" * 100_000


def test_pings_are_answered(port: int) -> None:
    with dial(port) as socket:
        assert socket.ping().wait(3)


def test_a_refused_handshake_is_a_problem_with_the_upstreams_status(port: int) -> None:
    with pytest.raises(InvalidStatus) as raised:
        dial(port, "/ws/talk?refuse=1")
    response = raised.value.response
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert json.loads(response.body)["code"] == "handshake_403"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/ws/other", 404, "not_found"), ("/a/x", 404, "not_found"), ("/ws//talk", 400, "bad_path")],
)
def test_other_paths_take_no_web_socket(port: int, path: str, status: int, code: str) -> None:
    with pytest.raises(InvalidStatus) as raised:
        dial(port, path)
    assert (raised.value.response.status_code, json.loads(raised.value.response.body)["code"]) == (status, code)


def test_a_foreign_host_takes_no_web_socket(port: int) -> None:
    with pytest.raises(InvalidStatus) as raised:
        connect("ws://evil.com/ws/talk", sock=create_connection(("127.0.0.1", port)))
    assert raised.value.response.status_code == 400


def test_a_dead_upstream_is_a_503() -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with serving(first=nobody, second=nobody, talk=nobody, patience=0.2) as front:
        with pytest.raises(InvalidStatus) as raised:
            dial(front.port)
        assert (raised.value.response.status_code, raised.value.response.headers["retry-after"]) == (503, "2")


def test_many_conversations_at_once_keep_apart(port: int) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(dial(port)) for _ in range(50)]
        for number, socket in enumerate(sockets):
            socket.send(f"hello {number}")
        assert [socket.recv(timeout=5) for socket in sockets] == [f"hello {number}" for number in range(50)]


def test_a_shutdown_ends_conversations_as_a_restart(talker: str) -> None:
    with serving(first=talker, second=talker, talk=talker) as front:
        with dial(front.port) as socket:
            socket.send("hello")
            assert socket.recv(timeout=5) == "hello"
            began = time.monotonic()
            front.server.should_exit = True
            assert closing_of(socket)[0] == 1012
        assert time.monotonic() - began < 2


def test_open_conversations_are_counted(port: int) -> None:
    with dial(port) as socket:
        socket.send("hello")
        socket.recv(timeout=5)
        assert b"gopro_gateway_sockets 1.0" in ask(port, "GET", "/metrics").body
