"""The door to open web sockets: a message to a group of them, and who may open one."""

import asyncio
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from channels.security.websocket import OriginValidator
from django.conf import settings
from redis import RedisError

from gopro.database import in_transaction_of, on_commit

log = structlog.stdlib.get_logger(__name__)

PATIENCE_SECONDS = 1.0


def push(*, room: str, group: str, message: dict[str, Any]) -> None:
    """Tell every web socket of the group once the room's open transaction has committed (at once, where none is).

    Redis may be away, and a socket may be closed: whatever matters is in the database, and is read on connecting.
    """

    def send() -> None:
        try:
            async_to_sync(_send)(group, message)
        except (RedisError, OSError, TimeoutError):
            log.warning("web sockets not told", group=group)

    if in_transaction_of(room):
        on_commit(room, send)
    else:
        send()


async def _send(group: str, message: dict[str, Any]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await get_channel_layer().group_send(group, message)


class OurPages(OriginValidator):  # type: ignore[misc]  # channels ships no types
    """Browsers may open sockets from our own pages only; programs, which send no Origin, are left to the token."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, [*settings.CSRF_TRUSTED_ORIGINS, *settings.ALLOWED_HOSTS])

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(super().valid_origin(parsed_origin))
