"""A session that ends in one process is over in another within five seconds: REST, staff's pages, web socket, refresh.

The other process is the real server. Redis is this module's own, so that it can be taken away.
"""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import pytest
import websockets
from pytest_django import Settings
from websockets.typing import Subprotocol

from apps.notifications.live import PROTOCOL
from apps.users.services import accounts, housekeeping, password_changes, sessions
from apps.users.services.erasure import requests
from apps.users.services.sessions import SignedIn
from gopro import cache
from gopro.embedded.ports import free_port
from gopro.embedded.valkey import ValkeyServer
from gopro.security import revocations
from gopro.staff.cookies import NAME as COOKIE
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in
from tests.provisioning import servers
from tests.provisioning.databases import WorkerDatabase

WITHIN = 5.0  # seconds
SWEPT_EVERY = 2.0  # as beat has `users.mark_ended_sessions` run
ME = "/api/v1/users/me"


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """The other process, and the Redis between the two."""

    valkey: ValkeyServer
    address: str

    def get(self, path: str, **headers: str) -> int:
        return httpx2.get(f"http://{self.address}{path}", headers=headers, timeout=10).status_code

    def takes(self, token: str) -> bool:
        return self.get(ME, Authorization=f"Bearer {token}") == 200

    def lets_in(self, cookie: str) -> bool:
        return self.get("/admin/users/", Cookie=f"{COOKIE}={cookie}") == 200

    def refreshes(self, refresh: str) -> bool:
        answer = httpx2.post(f"http://{self.address}/api/v1/auth/refresh", json={"refresh": refresh}, timeout=10)
        return answer.status_code == 200


@pytest.fixture(scope="module")
def house(worker_database: WorkerDatabase) -> Iterator[House]:
    folder = servers.scratch_folder()
    valkey = ValkeyServer(folder=folder / "data", log=folder / "valkey.log", durable=False)
    valkey.start()
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--port",
        str(port),
        "--log-level",
        "critical",
        "config.asgi:application",
    ]
    named = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "REDIS_URL": valkey.url(), "GOPRO_LOG_LEVEL": "CRITICAL"}
    with subprocess.Popen(command, env=os.environ | named, stdout=subprocess.DEVNULL) as process:
        found = House(valkey=valkey, address=f"127.0.0.1:{port}")
        _until(lambda: _answers(found), seconds=90)
        yield found
        process.terminate()
    valkey.stop()


@pytest.fixture(autouse=True)
def same_redis(house: House, settings: Settings, committed: None) -> Iterator[None]:
    settings.REDIS_URL = house.valkey.url()
    cache.client.cache_clear()
    yield
    cache.client.cache_clear()
    revocations.known.forget()


def _answers(house: House) -> bool:
    try:
        return house.get("/health/live") == 200
    except httpx2.TransportError:
        return False


def _until(holds: Callable[[], bool], *, seconds: float) -> float:
    """How long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


@contextmanager
def swept() -> Iterator[None]:
    """The sweep, as beat and a worker run it."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(SWEPT_EVERY):
            housekeeping.mark_revoked()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    over.set()
    thread.join()


def _change_password(issued: SignedIn) -> None:
    other = signed_in(issued.user)
    password_changes.change_password(
        user_id=issued.user.pk,
        session_id=other.session_id,
        current_password=PASSWORD,
        new_password="wine-dark sea, rosy-fingered dawn",
    )


ENDINGS: Mapping[str, Callable[[SignedIn], object]] = {
    "logged out": lambda issued: sessions.log_out(user_id=issued.user.pk, session_id=issued.session_id),
    "revoked": lambda issued: sessions.revoke_session_of(user_id=issued.user.pk, session_id=issued.session_id),
    "deactivated": lambda issued: accounts.deactivate_user(user_id=issued.user.pk),
    "erased": lambda issued: requests.request_erasure(user_id=issued.user.pk, session_id=issued.session_id),
    "password changed": _change_password,
}


async def _socket_closes(house: House, issued: SignedIn, *, end: Callable[[], None]) -> float:
    """When."""
    offered = [Subprotocol(PROTOCOL), Subprotocol(f"bearer.{issued.access}")]
    address = f"ws://{house.address}/ws/notifications"
    async with await websockets.connect(address, subprotocols=offered, proxy=None) as socket:
        await socket.recv()
        await asyncio.to_thread(end)
        await asyncio.wait_for(socket.wait_closed(), 20)
        assert socket.close_code == 4401
        return time.monotonic()


@pytest.mark.parametrize("name", ENDINGS)
def test_rest_web_socket_and_refresh(house: House, name: str, record_property: Callable[[str, object], None]) -> None:
    issued, bystander = signed_in(UserFactory()), signed_in(UserFactory())
    assert house.takes(issued.access)
    assert house.takes(bystander.access)
    ended: list[float] = []
    rest: list[float] = []

    def end() -> None:
        ENDINGS[name](issued)
        ended.append(time.monotonic())
        rest.append(_until(lambda: not house.takes(issued.access), seconds=20))

    closed = asyncio.run(_socket_closes(house, issued, end=end))
    socket = closed - ended[0]
    assert not house.refreshes(issued.refresh)
    assert house.takes(bystander.access)
    record_property("seconds", {"rest": rest[0], "socket": socket})
    assert max(rest[0], socket) < WITHIN


def test_the_staffs_pages(house: House) -> None:
    user = UserFactory(roles=["admin"])
    cookie = sessions.begin_staff_session(user=user, client=LAPTOP)
    assert house.lets_in(cookie)
    sessions.log_out_everywhere(user_id=user.pk)
    assert _until(lambda: not house.lets_in(cookie), seconds=20) < WITHIN


def test_redis_loses_what_it_was_told(house: House) -> None:
    """The session ended before, so only the sweep can know."""
    issued = signed_in(UserFactory())
    housekeeping.mark_revoked()
    assert house.takes(issued.access)
    sessions.log_out(user_id=issued.user.pk, session_id=issued.session_id)
    house.valkey.stop()
    house.valkey.start()
    assert not revocations.are_kept()
    with swept():
        assert _until(lambda: not house.takes(issued.access), seconds=20) < WITHIN
    assert revocations.are_kept()


def test_redis_is_away_while_a_session_ends_and_comes_back(house: House) -> None:
    """Nobody is locked out meanwhile, and nobody has to sweep."""
    issued, bystander = signed_in(UserFactory()), signed_in(UserFactory())
    house.valkey.stop()
    sessions.log_out(user_id=issued.user.pk, session_id=issued.session_id)
    assert house.takes(bystander.access)
    assert not house.refreshes(issued.refresh)
    house.valkey.start()
    assert _until(lambda: not house.takes(issued.access), seconds=20) < WITHIN
    assert house.takes(bystander.access)


def test_the_sweep_marks_all_only_where_something_may_be_missing(house: House) -> None:
    issued = signed_in(UserFactory())
    sessions.log_out(user_id=issued.user.pk, session_id=issued.session_id)
    cache.client().flushdb()
    housekeeping.mark_revoked()
    assert cache.client().exists(f"revoked:{issued.session_id}")
    assert 0 < cache.client().ttl(revocations.SEAL) <= 60
    cache.client().delete(revocations.SEAL)
    assert not revocations.are_kept()
