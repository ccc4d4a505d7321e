"""LIVE: a web socket tells a user what is new, as long as their access token holds.

The token comes as a subprotocol `bearer.<token>` (a browser offers `gopro.v1` beside it and is answered that one), or
in the first message, never in the URL, which is logged. Messages are JSON objects. In: `token` signs in and, later,
carries the socket on with a newer token; `after` asks for what came after that notification; `received` says that one
has come. Out, by their `type`: `ready`, `notification`, `unread`, `replayed`, `refused`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path
from rest_framework.exceptions import ParseError

from apps.notifications.selectors import notifications
from apps.notifications.services.live import group_of
from apps.notifications.services.receiving import record_received
from gopro.api.access import OWN
from gopro.api.media import dumps, loads
from gopro.errors import DomainError, NotFound
from gopro.live import OurPages
from gopro.security.ring import claims_of
from gopro.security.tokens import Claims

PROTOCOL = "gopro.v1"
BEARER = "bearer."
SIGN_IN_SECONDS = 5.0
CHECK_SECONDS = 2.0  # a session that ends elsewhere ends here within these and `revocations.KNOWN_FOR`, so three
LONGEST_MESSAGE = 8 * 1024
UNREADABLE, SIGNED_OUT = 4400, 4401


class Unreadable(Exception):
    """A message that is not in the form above."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What a client sends: at least one of them."""

    token: str | None
    after: UUID | None
    received: UUID | None


class NotificationsConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """One open socket."""

    access = OWN
    token: str = ""
    claims: Claims | None = None
    watch: "asyncio.Task[None] | None" = None

    async def connect(self) -> None:
        offered: list[str] = self.scope["subprotocols"]
        bearer = next((each for each in offered if each.startswith(BEARER)), None)
        await self.accept(subprotocol=PROTOCOL if PROTOCOL in offered else bearer)
        if bearer is None:
            self._watch(self._close_later())
        else:
            await self._sign_in(bearer.removeprefix(BEARER))

    async def disconnect(self, code: int) -> None:
        self._watch(None)
        if self.claims is not None:
            await self.channel_layer.group_discard(group_of(self.claims.user_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = _read(text_data)
        except Unreadable as unreadable:
            await self._refuse(UNREADABLE, str(unreadable))
            return
        if message.token is not None and not await self._sign_in(message.token):
            return
        if self.claims is None:
            await self._refuse(SIGNED_OUT, "Sign in first: send a token.")
            return
        if message.received is not None and not self.claims.terms.is_read_only:
            await _in_thread(record_received, user_id=self.claims.user_id, ids=[message.received])
        if message.after is not None:
            await self._replay(self.claims.user_id, after=message.after)

    async def notification_made(self, message: dict[str, Any]) -> None:
        """A push from `services.live`."""
        if self.claims is not None:
            await self._show(self.claims.user_id, notification_id=UUID(message["id"]))

    async def unread_changed(self, message: dict[str, Any]) -> None:
        """A push from `services.live`: read elsewhere, such as in another tab."""
        if self.claims is not None:
            await self._say("unread", unread=await _unread(self.claims.user_id))

    async def _sign_in(self, token: str) -> bool:
        """Join before counting, so that nothing falls between the two."""
        try:
            claims = await _in_thread(claims_of, token)
        except DomainError as refusal:
            await self._refuse(SIGNED_OUT, refusal.detail)
            return False
        if self.claims is not None and self.claims.user_id != claims.user_id:
            await self._refuse(SIGNED_OUT, "This socket is somebody else's.")
            return False
        self.token, self.claims = token, claims
        await self.channel_layer.group_add(group_of(claims.user_id), self.channel_name)
        self._watch(self._close_when_signed_out())
        await self._say("ready", unread=await _unread(claims.user_id), expires_at=claims.expires_at)
        return True

    async def _show(self, user_id: UUID, *, notification_id: UUID) -> None:
        try:
            found = await _in_thread(notifications.shown, user_id=user_id, notification_id=notification_id)
        except NotFound:  # it went meanwhile
            return
        await self._say("notification", notification=found, unread=await _unread(user_id))

    async def _replay(self, user_id: UUID, *, after: UUID) -> None:
        found = await _in_thread(notifications.missed, user_id=user_id, after=after)
        for each in found:
            await self._say("notification", notification=each)
        has_more = len(found) == notifications.MOST_REPLAYED
        await self._say("replayed", unread=await _unread(user_id), has_more=has_more)

    def _watch(self, watching: Coroutine[Any, Any, None] | None) -> None:
        if self.watch is not None and self.watch is not asyncio.current_task():
            self.watch.cancel()
        self.watch = asyncio.create_task(watching) if watching is not None else None

    async def _close_later(self) -> None:
        await asyncio.sleep(SIGN_IN_SECONDS)
        await self._refuse(SIGNED_OUT, "No token came.")

    async def _close_when_signed_out(self) -> None:
        """The same check as at the start: the token's time, and whether its session goes on."""
        while self.claims is not None:
            left = (self.claims.expires_at - datetime.now(UTC)).total_seconds()
            await asyncio.sleep(max(0.0, min(left, CHECK_SECONDS)))
            if left <= CHECK_SECONDS:
                await self._refuse(SIGNED_OUT, "The token has expired; send a newer one in time.")
                return
            try:
                await _in_thread(claims_of, self.token)
            except DomainError as refusal:
                await self._refuse(SIGNED_OUT, refusal.detail)
                return

    async def _refuse(self, code: int, detail: str) -> None:
        await self._say("refused", detail=detail)
        await self.close(code=code)

    async def _say(self, kind: str, **values: Any) -> None:
        await self.send(text_data=dumps({"type": kind, **values}).decode())


def _read(text: str | None) -> Message:
    if text is None or len(text) > LONGEST_MESSAGE:
        raise Unreadable(f"Send JSON as text, at most {LONGEST_MESSAGE} characters.")
    try:
        message = loads(text.encode())
    except (ParseError, DomainError, UnicodeEncodeError):
        raise Unreadable("Send JSON.") from None
    if not isinstance(message, dict) or not message or message.keys() - set(Message.__slots__):
        raise Unreadable("Send an object with `token`, `after` or `received`.")
    if not all(isinstance(value, str) for value in message.values()):
        raise Unreadable("`token`, `after` and `received` are texts.")
    return Message(token=message.get("token"), after=_id(message, "after"), received=_id(message, "received"))


def _id(message: dict[str, str], name: str) -> UUID | None:
    try:
        return UUID(message[name]) if name in message else None
    except ValueError:
        raise Unreadable(f"`{name}` is the id of a notification.") from None


async def _in_thread[**P, R](read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Databases and Redis are asked off the event loop."""
    found: R = await database_sync_to_async(read)(*args, **kwargs)
    return found


async def _unread(user_id: UUID) -> int:
    return await _in_thread(notifications.unread_count, user_id=user_id)


urlpatterns = [path("ws/notifications", OurPages(NotificationsConsumer.as_asgi()))]
