"""The door to other people's servers, against servers that behave badly."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from gopro import http

type Serve = Callable[[bytes], str]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """A server that sends these bytes to whoever connects; each of them after a moment where there is a `|`."""
    listeners: list[socket.socket] = []

    def start(sent: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=_answer, args=(listener, sent), daemon=True).start()
        settings.HTTP_INSIDE = (f"http://127.0.0.1:{listener.getsockname()[1]}",)
        return f"{settings.HTTP_INSIDE[0]}/x"

    yield start
    for listener in listeners:
        listener.close()


def _answer(listener: socket.socket, sent: bytes) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            connection.recv(65536)
            for part in sent.split(b"|"):
                connection.sendall(part)
                time.sleep(0.1 if b"|" in sent else 0)
            connection.close()


def refusal(url: str) -> str:
    with pytest.raises(http.Failed) as failure:
        http.get(url)
    return str(failure.value)


def test_an_answer(serve: Serve):
    answer = http.get(serve(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}'))
    assert (answer.status_code, answer.json()) == (200, {"a": 1})


def test_a_redirect_is_an_answer_and_not_followed(serve: Serve):
    answer = http.get(serve(b"HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"))
    assert answer.status_code == 302
    with pytest.raises(http.Failed):
        answer.raise_for_status()


def test_too_much_is_refused_while_it_comes(serve: Serve):
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 9_000_000)
    assert "more than 524288 bytes" in refusal(url)


def test_a_bomb_stays_packed(serve: Serve):
    """What was asked for is plain; who sends it packed anyway is read as what it sent."""
    answer = http.get(serve(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"))
    assert answer.content == b"abc"


@pytest.mark.parametrize(
    "sent",
    [
        b"|".join(b"HTTP/1.1 200 OK\r\nX: " + b"x" * number for number in range(80)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"|".join([b"x"] * 80),
    ],
    ids=["headers", "body"],
)
def test_an_answer_that_drips_ends_with_the_whole_time(serve: Serve, monkeypatch: pytest.MonkeyPatch, sent: bytes):
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    url, began = serve(sent), time.monotonic()
    refusal(url)
    assert time.monotonic() - began < 5  # of the eight that it takes


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_what_is_no_answer(serve: Serve, sent: bytes):
    refusal(serve(sent))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - no server binds to it
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::",
        "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "2002:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1", "x",
        "",
    ],
)  # fmt: skip
def test_addresses_of_the_inside(address: str):
    assert not http.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "140.82.121.4", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])
def test_addresses_of_the_outside(address: str):
    assert http.is_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/", "https://2130706433:1/",
        "https://0x7f000001:1/",
        "https://0177.0.0.1:1/", "https://127.1:1/", "https://0:1/", "http://example.org/", "file:///etc/passwd", "",
        "x", "https:///x", "https://a b/", "https://user@example.org/", "https://example.org\\@127.0.0.1/", "https://[",
        "https://x:y/",
        "https://example.org/\r\nX: 1", "https://еxample.org/",
    ],
)  # fmt: skip
def test_nothing_of_the_inside_is_asked(settings: Settings, url: str):
    settings.HTTP_INSIDE = ()
    refusal(url)


def test_a_name_that_answers_an_inside_address_among_others(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    """As one does that is to answer another address at the second look-up; there is no second one."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(http, "getaddrinfo", lambda *_, **__: found)
    assert "inside" in refusal("https://rebinding.example/")


def test_only_the_listed_origin_is_open(serve: Serve, settings: Settings):
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    origin = settings.HTTP_INSIDE[0]
    assert http.get(url).status_code == 200
    for other in (
        url.replace("127.0.0.1", "localhost"),
        url.replace("http:", "https:"),
        f"{origin}@127.0.0.1/",
        f"{origin}0/",
    ):
        refusal(other)


def test_a_certificate_of_nobody_is_refused(settings: Settings, tmp_path: Path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", "key", "-out", "cert"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_greet, args=(listener, context), daemon=True).start()
        origin = f"https://127.0.0.1:{listener.getsockname()[1]}"
        settings.HTTP_INSIDE = (origin,)
        assert "CERTIFICATE_VERIFY_FAILED" in refusal(f"{origin}/")


def _greet(listener: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        connection, _ = listener.accept()
        context.wrap_socket(connection, server_side=True)
