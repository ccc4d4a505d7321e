"""The web socket: from the consumer, and over a real server."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import websockets
from asgiref.sync import async_to_sync, sync_to_async
from channels.db import database_sync_to_async
from websockets.typing import Subprotocol

from apps.notifications import live
from apps.notifications.contracts import NotificationDelivered
from apps.notifications.services import reading
from gopro.embedded.ports import free_port
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.security.ring import ring
from gopro.security.tokens import Use
from gopro.testing.facts import Told
from gopro.testing.tokens import access_token
from tests.apps.notifications import factories
from tests.apps.notifications.sockets import ORIGIN, Socket


@pytest.fixture(autouse=True)
def forgotten(committed: None) -> Iterator[None]:
    yield
    revocations.known.forget()


def converse(talk: Callable[[], Awaitable[None]]) -> None:
    """Run it in this thread's own loop; databases are asked in this thread, so on its connections."""
    async_to_sync(talk)()


async def signed_in(user_id: UUID, **kwargs: Any) -> tuple[Socket, dict[str, Any]]:
    socket = Socket(live.PROTOCOL, f"bearer.{access_token(user_id=user_id, **kwargs)}")
    assert await socket.open() == (True, live.PROTOCOL)
    return socket, await socket.heard()


def short_token(user_id: UUID, *, seconds: float) -> str:
    access_token(user_id=user_id)
    return ring().sign(
        user_id=user_id, session_id=uuid7(), roles=(), use=Use.ACCESS, lifetime=timedelta(seconds=seconds)
    )


made = database_sync_to_async(factories.make_notification)


def test_it_tells_the_count_and_then_what_is_new():
    user_id = factories.make_recipient()
    factories.make_notification(user_id=user_id)

    async def talk() -> None:
        socket, ready = await signed_in(user_id)
        assert (ready["type"], ready["unread"]) == ("ready", 1)
        new = await made(user_id=user_id, title="Second")
        told = await socket.heard()
        assert (told["type"], told["unread"]) == ("notification", 2)
        assert told["notification"]["id"] == str(new.id)
        assert told["notification"]["title"] == "New achievement: Second"
        await database_sync_to_async(partial(reading.mark_all_read, user_id=user_id))()
        assert await socket.heard() == {"type": "unread", "unread": 0}
        await made(user_id=uuid7())
        assert await socket.receive_nothing(timeout=0.3)
        await socket.leave()

    converse(talk)


def test_the_token_may_come_in_the_first_message_and_what_was_missed_with_it():
    user_id = factories.make_recipient()
    first, *later = [factories.make_notification(user_id=user_id).id for _ in range(3)]

    async def talk() -> None:
        socket = Socket()
        assert await socket.open() == (True, None)
        await socket.send(token=access_token(user_id=user_id), after=first)
        assert (await socket.heard())["type"] == "ready"
        assert [(await socket.heard())["notification"]["id"] for _ in later] == [str(each) for each in later]
        assert await socket.heard() == {"type": "replayed", "unread": 3, "has_more": False}
        await socket.leave()

    converse(talk)


def test_what_the_client_has_is_delivered_once_and_only_its_own(told: Told):
    user_id = factories.make_recipient()
    found, other = factories.make_notification(user_id=user_id), factories.make_notification(user_id=uuid7())

    async def talk() -> None:
        socket, _ = await signed_in(user_id)
        for notification in (found, found, other):
            await socket.send(received=notification.id)
        await socket.send(after=found.id)
        assert (await socket.heard())["type"] == "replayed"
        await socket.leave()

    converse(talk)
    delivered = NotificationDelivered(notification_id=found.id, user_id=user_id, channel="in_app")
    assert told.of(NotificationDelivered) == [delivered]


@pytest.mark.parametrize("protocol", ["bearer.x", "bearer.", "bearer.a.b.c"])
def test_a_token_that_is_none_is_refused(protocol: str):
    access_token(user_id=uuid7())

    async def talk() -> None:
        socket = Socket(live.PROTOCOL, protocol)
        await socket.open()
        assert await socket.closed() == 4401

    converse(talk)


def test_who_sends_no_token_is_closed_in_time(monkeypatch):
    monkeypatch.setattr(live, "SIGN_IN_SECONDS", 0.2)

    async def talk() -> None:
        socket = Socket()
        await socket.open()
        assert await socket.closed() == 4401

    converse(talk)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        '{"after": 1}',
        '{"after": "x"}',
        '{"received": "x"}',
        '{"token": null}',
        '{"a": 1}',
        "9" * 9000,
        "[" * 90,
    ],
)
def test_what_cannot_be_read_closes(text: str):
    async def talk() -> None:
        socket, _ = await signed_in(uuid7())
        await socket.say(text)
        assert await socket.closed() == 4400

    converse(talk)


def test_bytes_close_and_asking_before_signing_in_does():
    async def talk() -> None:
        socket, _ = await signed_in(uuid7())
        await socket.say(data=b"\0")
        assert await socket.closed() == 4400
        stranger = Socket()
        await stranger.open()
        await stranger.send(after=uuid7())
        assert await stranger.closed() == 4401

    converse(talk)


def test_it_closes_when_the_token_ends_unless_a_newer_one_came():
    user_id = uuid7()

    async def talk() -> None:
        ending, going_on = Socket(f"bearer.{short_token(user_id, seconds=2)}"), Socket()
        await ending.open()
        await going_on.open()
        await going_on.send(token=short_token(user_id, seconds=2))
        await going_on.send(token=access_token(user_id=user_id))
        began = time.monotonic()
        expires_at = datetime.fromisoformat((await ending.heard())["expires_at"])
        assert expires_at - datetime.now(UTC) < timedelta(seconds=3)
        assert await ending.closed() == 4401
        assert time.monotonic() - began < 4
        assert [(await going_on.heard())["type"] for _ in range(2)] == ["ready", "ready"]
        assert await going_on.receive_nothing(timeout=0.5)
        await going_on.leave()

    converse(talk)


def test_it_closes_when_its_session_is_revoked(monkeypatch):
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.2)
    session_id = uuid7()

    async def talk() -> None:
        socket, _ = await signed_in(uuid7(), session_id=session_id)
        await sync_to_async(revocations.revoke)([session_id])
        assert await socket.closed() == 4401

    converse(talk)


def test_a_socket_stays_with_its_user():
    async def talk() -> None:
        socket, _ = await signed_in(uuid7())
        await socket.send(token=access_token(user_id=uuid7()))
        assert await socket.closed() == 4401

    converse(talk)


def test_pages_of_others_open_none_and_programs_do():
    async def talk() -> None:
        bearer = f"bearer.{access_token(user_id=uuid7())}"
        for origin, is_let_in in ((b"https://evil.example", False), (b"null", False), (None, True), (ORIGIN, True)):
            socket = Socket(bearer, origin=origin)
            assert (await socket.open())[0] is is_let_in
            await socket.leave()

    converse(talk)


@pytest.fixture
def server() -> Iterator[str]:
    """The live process as it is run."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--port",
        str(port),
        "--log-level",
        "warning",
        "config.asgi:application",
    ]
    with subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}) as process:
        yield f"ws://127.0.0.1:{port}/ws/notifications"
        process.terminate()


async def _opened(address: str, *, token: str, seconds: float = 40) -> websockets.ClientConnection:
    end = time.monotonic() + seconds
    while True:
        try:
            offered = [Subprotocol(live.PROTOCOL), Subprotocol(f"bearer.{token}")]
            return await websockets.connect(address, subprotocols=offered, proxy=None)
        except OSError:
            assert time.monotonic() < end, "the live process doesn't answer"
            await asyncio.sleep(0.1)


def test_a_fact_reaches_the_browser_of_its_user(server: str):
    user_id = factories.make_recipient()
    token = access_token(user_id=user_id)

    async def talk() -> None:
        async with await _opened(server, token=token) as socket:
            assert socket.subprotocol == live.PROTOCOL
            assert json.loads(await socket.recv())["unread"] == 0
            await asyncio.to_thread(factories.tell, factories.course_completed(user_id))
            told = json.loads(await asyncio.wait_for(socket.recv(), 10))
            assert (told["type"], told["notification"]["title"]) == ("notification", "You completed Go from zero")

    asyncio.run(talk())
