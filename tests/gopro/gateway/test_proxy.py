"""Requests and answers pass as they are: bytes, paths, doubles, framing; and end as they end."""

import asyncio
import os
import threading
import time

import pytest

from gopro.gateway.table import MEBIBYTE
from tests.gopro.gateway.caller import Connection, ask
from tests.gopro.gateway.conftest import Eventually, serving
from tests.gopro.gateway.upstream import Asked, Upstream, answer, digest, free_port, read_body


@pytest.mark.parametrize("size", [1, 1023, MEBIBYTE - 1, MEBIBYTE])
def test_a_body_passes_whole(port: int, first: Upstream, size: int) -> None:
    body = os.urandom(size)
    assert ask(port, "POST", "/a/x", body=body).status == 200
    assert first.asked[0].body == body
    assert first.asked[0].one("content-length") == str(size)
    assert first.asked[0].all("transfer-encoding") == []


def test_ten_megabytes_are_streamed_in_with_their_length(port: int, first: Upstream) -> None:
    body = os.urandom(10 * MEBIBYTE)
    assert ask(port, "PUT", "/big/x", body=body).status == 200
    assert digest(first.asked[0].body) == digest(body)
    assert first.asked[0].one("content-length") == str(len(body))


def test_ten_megabytes_are_streamed_out(port: int, first: Upstream) -> None:
    body = os.urandom(10 * MEBIBYTE)
    first.answers["/a/x"] = answer(body)
    assert digest(ask(port, "GET", "/a/x").body) == digest(body)


def test_a_large_body_reaches_the_upstream_while_it_is_sent(port: int, first: Upstream) -> None:
    arrived = threading.Event()

    async def read_slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asked.reader.readexactly(MEBIBYTE)
        arrived.set()
        await asked.reader.readexactly(MEBIBYTE)
        writer.write(answer(b"read"))

    first.answers["/big/x"] = read_slowly
    with Connection(port) as connection:
        connection.send(b"PUT /big/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (2 * MEBIBYTE))
        connection.send(b"x" * (MEBIBYTE + 200_000))
        assert arrived.wait(3)
        connection.send(b"x" * (MEBIBYTE - 200_000))
        assert connection.read().body == b"read"


def test_a_chunked_body_passes(port: int, first: Upstream) -> None:
    with Connection(port) as connection:
        connection.send(b"POST /a/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send(b"5\r\nhello\r\n7\r\n there!\r\n0\r\n\r\n")
        assert connection.read().status == 200
    assert first.asked[0].body == b"hello there!"


def test_a_large_chunked_body_passes_as_chunks(port: int, first: Upstream) -> None:
    body = os.urandom(3 * MEBIBYTE)
    with Connection(port) as connection:
        connection.send(b"POST /big/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 100_000):
            piece = body[start : start + 100_000]
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.send(b"0\r\n\r\n")
        assert connection.read().status == 200
    assert digest(first.asked[0].body) == digest(body)
    assert first.asked[0].one("transfer-encoding") == "chunked"


def test_chunks_of_an_answer_arrive_as_they_are_written(port: int, first: Upstream) -> None:
    go_on = threading.Event()

    async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        await writer.drain()
        await asyncio.to_thread(go_on.wait, 3)
        writer.write(b"4\r\nlast\r\n0\r\n\r\n")

    first.answers["/a/x"] = drip
    with Connection(port) as connection:
        connection.send(b"GET /a/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while b"first" not in received:
            received += connection.socket.recv(4096)
        assert b"last" not in received
        go_on.set()
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.socket.recv(4096)
    assert b"last" in received


TARGETS = [
    "/a/x?q=1&q=2&=&a",
    "/a/%C3%A9t%C3%A9?q=%zz&r=%E9+%2B&s=a/b?c",
    "/a/x;v=1,2/~u/!$&'()*+:@-._",
    "/a/%7Euser/%41?next=//evil/..%2f",
    '/a/x?q="<>{}|^`[]',
    "/a/x/",
    "/a/100%25",
]


@pytest.mark.parametrize("target", TARGETS)
def test_path_and_query_pass_byte_for_byte(port: int, first: Upstream, target: str) -> None:
    assert ask(port, "GET", target).status == 200
    assert [asked.target for asked in first.asked] == [target]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_every_method_passes(port: int, first: Upstream, method: str) -> None:
    assert ask(port, method, "/a/x").status == 200
    assert first.asked[0].method == method


def test_an_answer_to_head_keeps_its_length_and_has_no_body(port: int, first: Upstream) -> None:
    first.answers["/a/x"] = b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"
    with Connection(port) as connection:
        assert connection.ask("HEAD", "/a/x").one("content-length") == "1234"
        first.answers.clear()
        assert connection.ask("GET", "/a/x").status == 200


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_answers_without_a_body_pass(port: int, first: Upstream, status: str) -> None:
    first.answers["/a/x"] = f'HTTP/1.1 {status}\r\nETag: "v1"\r\n\r\n'.encode()
    with Connection(port) as connection:
        answered = connection.ask("GET", "/a/x")
        assert (answered.status, answered.one("etag")) == (int(status[:3]), '"v1"')
        assert answered.all("transfer-encoding") == []
        assert connection.ask("GET", "/a/y").status == 200


def test_redirects_are_the_callers_to_follow(port: int, first: Upstream, second: Upstream) -> None:
    first.answers["/a/x"] = answer(b"", status="302 Found", headers=(f"Location: {second.origin}/secret",))
    answered = ask(port, "GET", "/a/x")
    assert (answered.status, answered.one("location")) == (302, f"{second.origin}/secret")
    assert second.asked == []


def test_a_compressed_answer_is_not_unpacked(port: int, first: Upstream) -> None:
    first.answers["/a/x"] = answer(b"\x1f\x8bnot really", headers=("Content-Encoding: gzip",))
    answered = ask(port, "GET", "/a/x")
    assert (answered.body, answered.one("content-encoding")) == (b"\x1f\x8bnot really", "gzip")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 503])
def test_an_error_of_the_room_passes_as_it_is(port: int, first: Upstream, status: int) -> None:
    first.answers["/a/x"] = answer(
        b'{"code":"x"}', status=f"{status} X", headers=("Content-Type: application/problem+json",)
    )
    answered = ask(port, "POST", "/a/x", body=b"{}")
    assert (answered.status, answered.body) == (status, b'{"code":"x"}')
    assert len(first.asked) == 1


def test_each_route_has_its_room(port: int, first: Upstream, second: Upstream) -> None:
    ask(port, "POST", "/items/7/submit", body=b"{}")
    ask(port, "GET", "/items/7")
    ask(port, "GET", "/items/7/submit/more")
    assert [asked.target for asked in second.asked] == ["/items/7/submit"]
    assert [asked.target for asked in first.asked] == ["/items/7", "/items/7/submit/more"]


def test_a_slow_upstream_is_a_504_within_the_routes_time(port: int, first: Upstream) -> None:
    async def sleep(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1.5)
        writer.close()

    first.answers["/slow/x"] = sleep
    began = time.monotonic()
    answered = ask(port, "GET", "/slow/x")
    assert time.monotonic() - began < 1.2
    assert (answered.status, answered.problem["code"], answered.one("retry-after")) == (504, "gateway_timeout", "2")
    assert len(first.asked) == 1


def test_an_upstream_that_stops_in_its_answer_is_cut_off(port: int, first: Upstream) -> None:
    async def stop(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        await asyncio.sleep(1.5)
        writer.close()

    first.answers["/slow/x"] = stop
    began = time.monotonic()
    answered = ask(port, "GET", "/slow/x")
    assert (answered.body, answered.complete) == (b"half", False)
    assert time.monotonic() - began < 1.2


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
)
def test_an_upstream_that_dies_in_its_answer_is_no_silent_success(port: int, first: Upstream, head: bytes) -> None:
    async def die(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await writer.drain()
        writer.close()

    first.answers["/a/x"] = die
    with Connection(port) as connection:
        answered = connection.ask("GET", "/a/x")
        assert (answered.status, answered.body, answered.complete) == (200, b"half", False)
        assert connection.closed()
    assert len(first.asked) == 1


async def hang_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize(
    ("method", "path", "times"),
    [
        ("GET", "/a/x", 2),
        ("HEAD", "/a/x", 2),
        ("GET", "/once/x", 1),
        ("POST", "/a/x", 1),
        ("PUT", "/a/x", 1),
        ("DELETE", "/a/x", 1),
    ],
)
def test_only_a_safe_request_is_sent_twice(port: int, first: Upstream, method: str, path: str, times: int) -> None:
    """On connections that were used before, too, where client libraries like to repeat by themselves."""
    ask(port, method, "/a/warm")
    first.forget()
    first.answers[path] = hang_up
    answered = ask(port, method, path)
    assert answered.status == 502
    assert len(first.asked) == times


def test_a_broken_off_request_is_a_502(port: int, first: Upstream) -> None:
    first.answers["/a/x"] = hang_up
    answered = ask(port, "POST", "/a/x", body=b"{}")
    assert (answered.status, answered.problem["code"], answered.one("retry-after")) == (502, "bad_gateway", "2")


@pytest.mark.parametrize(
    "nonsense",
    [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-A: b\rX-C: d\r\n\r\n", b"HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n"],
)
def test_an_answer_that_is_no_http_is_a_502(port: int, first: Upstream, nonsense: bytes) -> None:
    first.answers["/a/x"] = nonsense
    assert ask(port, "POST", "/a/x", body=b"{}").problem["code"] == "bad_gateway"


def test_an_upstream_may_answer_before_it_has_read_the_body(port: int, first: Upstream) -> None:
    async def refuse(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"no", status="403 Forbidden"))
        await writer.drain()
        await read_body(asked)

    first.answers["/big/x"] = refuse
    assert ask(port, "PUT", "/big/x", body=b"x" * (3 * MEBIBYTE)).status == 403


def test_a_client_that_goes_cancels_the_request_behind(port: int, first: Upstream, eventually: Eventually) -> None:
    gone = threading.Event()

    async def wait_for_the_end(asked: Asked, _: asyncio.StreamWriter) -> None:
        await read_body(asked)
        assert await asked.reader.read(1) == b""
        gone.set()

    first.answers["/a/x"] = wait_for_the_end
    for request in (
        b"GET /a/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /a/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
    ):
        first.asked.clear()
        gone.clear()
        with Connection(port) as connection:
            connection.send(request)
            eventually(lambda: len(first.asked) == 1)
        assert gone.wait(2)
    assert len(first.asked) == 1


def test_a_client_that_goes_in_its_body_leaves_no_whole_request_behind(port: int, first: Upstream) -> None:
    with Connection(port) as connection:
        connection.send(b"POST /a/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
    assert ask(port, "GET", "/a/y").status == 200
    assert [asked.target for asked in first.asked] == ["/a/y"]


def test_a_dead_upstream_is_a_503_and_then_at_once(talker: str) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with serving(first=nobody, second=nobody, talk=nobody, patience=0.5) as front:
        answered = ask(front.port, "POST", "/a/x", body=b"{}")
        assert (answered.status, answered.problem["code"], answered.one("retry-after")) == (503, "unavailable", "2")
        began = time.monotonic()
        assert ask(front.port, "GET", "/a/x").status == 503
        assert time.monotonic() - began < 0.1


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_a_restart_of_the_upstream_fails_no_request(talker: str, method: str) -> None:
    """Neither one that finds the port closed, nor one that would find its pooled connection closed."""
    upstream = Upstream()
    statuses: list[int] = []
    with serving(first=upstream.origin, second=upstream.origin, talk=talker) as front:

        def request() -> None:
            statuses.append(ask(front.port, method, "/a/x").status)

        for _ in range(2):
            askers = [threading.Thread(target=request) for _ in range(8)]
            upstream.stop_listening()
            for asker in askers:
                asker.start()
            time.sleep(0.3)
            upstream.listen()
            for asker in askers:
                asker.join()
    upstream.close()
    assert statuses == [200] * 16
    assert len(upstream.asked) == 16


def test_what_may_not_be_sent_twice_never_goes_over_a_connection_that_may_be_stale(port: int, first: Upstream) -> None:
    for method, fresh in (("GET", 0), ("POST", 1), ("DELETE", 1), ("GET", 0)):
        ask(port, "GET", "/a/warm")
        before = first.connections
        ask(port, method, "/a/x")
        assert first.connections - before == fresh
