"""Row 13, the live door: a web socket tells nobody what is another's."""

from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async

from apps.notifications.models import Notification
from gopro.access.columns import columns
from gopro.access.operations import socket_rows
from gopro.identifiers import uuid7
from gopro.testing.tokens import access_token
from tests.apps.notifications.factories import make_notification
from tests.apps.notifications.sockets import Socket
from tests.attacks.conftest import Tally

WAIT_SECONDS = 0.05
made = database_sync_to_async(make_notification)


async def _opened(user_id: UUID, *, role: str) -> Socket:
    socket = Socket(f"bearer.{access_token(user_id=user_id, roles=[role])}")
    assert (await socket.open())[0]
    assert (await socket.heard())["type"] == "ready"
    return socket


async def _leaks(role: str) -> tuple[int, list[Any]]:
    """Somebody's socket while another is told something; what is said of the other's, they hear nothing of."""
    mine, others = uuid7(), uuid7()
    own, foreign = await made(user_id=mine), await made(user_id=others)
    socket = await _opened(mine, role=role)
    heard: list[Any] = []
    await made(user_id=others)
    if not await socket.receive_nothing(WAIT_SECONDS):
        heard.append(await socket.heard())
    for after in (foreign.pk, uuid7(), UUID(int=0)):
        await socket.send(after=after)
        heard += await _replayed(socket)
    await socket.send(received=foreign.pk)
    await socket.send(after=UUID(int=0))
    heard += await _replayed(socket)
    await socket.leave()
    delivery = await database_sync_to_async(_state)(foreign)
    mine_only = [one for one in heard if one.get("notification", {}).get("id") not in {None, str(own.pk)}]
    return len(heard) + 5, mine_only + [one for one in delivery if one != "sent"]


async def _replayed(socket: Socket) -> list[Any]:
    found = []
    while (message := await socket.heard())["type"] != "replayed":
        found.append(message)
    return found


def _state(notification: Notification) -> list[str]:
    """What is known of its way into the app: nobody but its owner says that it came."""
    return list(notification.deliveries.filter(channel="in_app").values_list("status", flat=True))


@pytest.mark.parametrize("role", [column.role for column in columns() if column.role and not column.within])
def test_a_socket_tells_nothing_of_another(role: str, committed: None, tally: Tally) -> None:
    tried, leaks = async_to_sync(_leaks)(role)
    assert leaks == []
    tally(f"access: the web socket of {role}", tried=tried, accepted=len(leaks))


def test_without_a_token_nothing_is_told(committed: None) -> None:
    async def talk() -> int:
        socket = Socket()
        assert (await socket.open())[0]
        await socket.send(after=UUID(int=0))
        return await socket.closed()

    assert async_to_sync(talk)() == 4401


def test_there_is_no_other_socket() -> None:
    assert [(row.path, row.needs) for row in socket_rows()] == [("/ws/notifications", "it is one's own")]
