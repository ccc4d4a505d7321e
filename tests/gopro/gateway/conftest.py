"""A gateway on a free port, as the real server runs it, before upstreams that each test scripts."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from gopro.gateway.application import Gateway, Settings, create
from gopro.gateway.server import Server, new_server
from gopro.gateway.table import MEBIBYTE, Route, Table
from gopro.gateway.upstreams import Upstreams
from tests.gopro.gateway.talking import talking
from tests.gopro.gateway.upstream import Upstream

ROUTES = (
    Route(template="/a/*", room="first", timeout=5),
    Route(template="/big/*", room="first", body_limit=64 * MEBIBYTE, timeout=20),
    Route(template="/small/*", room="first", body_limit=100),
    Route(template="/slow/*", room="first", timeout=0.4),
    Route(template="/once/*", room="first", retry=False, timeout=5),
    Route(template="/items/*", room="first"),
    Route(template="/items/{id}/submit", room="second"),
    Route(template="/links/{token}", room="first"),
    Route(template="/ws/talk", room="talk", kind="live", body_limit=10_000, timeout=3),
)


type Eventually = Callable[[Callable[[], bool]], None]


@dataclass
class Front:
    """A gateway that serves, and what it runs on."""

    port: int
    gateway: Gateway
    server: Server


@contextlib.contextmanager
def serving(*, first: str, second: str, talk: str, patience: float = 2.0) -> Iterator[Front]:
    web = {"first": first, "second": second, "talk": first}
    settings = Settings(
        allowed_hosts=("localhost", "127.0.0.1", "[::1]", ".example.org"), version="9.9", patience=patience
    )
    gateway = create(
        table=Table(ROUTES), upstreams=Upstreams(web=web, live=dict.fromkeys(web, talk)), settings=settings
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = new_server(gateway, host="127.0.0.1", port=0, grace_seconds=3)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Front(port=listening.getsockname()[1], gateway=gateway, server=server)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def upstreams() -> Iterator[tuple[Upstream, Upstream]]:
    first, second = Upstream(), Upstream()
    yield first, second
    first.close()
    second.close()


@pytest.fixture(scope="session")
def talker() -> Iterator[str]:
    """The origin of a web socket server; see `talking.py`."""
    with talking() as origin:
        yield origin


@pytest.fixture(scope="session")
def front(upstreams: tuple[Upstream, Upstream], talker: str) -> Iterator[Front]:
    with serving(first=upstreams[0].origin, second=upstreams[1].origin, talk=talker) as front:
        yield front


@pytest.fixture
def first(upstreams: tuple[Upstream, Upstream]) -> Upstream:
    upstreams[0].forget()
    return upstreams[0]


@pytest.fixture
def second(upstreams: tuple[Upstream, Upstream]) -> Upstream:
    upstreams[1].forget()
    return upstreams[1]


@pytest.fixture
def port(front: Front, first: Upstream, second: Upstream) -> int:
    """The gateway's port, its upstreams having forgotten earlier tests."""
    return front.port


@pytest.fixture
def eventually() -> Eventually:
    def wait(holds: Callable[[], bool]) -> None:
        end = time.monotonic() + 3
        while not holds():
            assert time.monotonic() < end, "it never came to hold"
            time.sleep(0.01)

    return wait
