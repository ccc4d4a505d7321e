"""The request's body on its way in: small ones gathered, large ones streamed, all with a limit in size and time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from gopro.gateway import problems
from gopro.gateway.exchange import Exchange
from gopro.gateway.identity import values
from gopro.gateway.problems import Refusal
from gopro.resilience.deadline import Deadline

# Up to here a body is gathered first, so that a slow client holds a coroutine here and not a thread behind.
GATHERED = 1024 * 1024


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(kw_only=True, slots=True)
class Body:
    """Reads `receive` to its end exactly once, and then watches for the client to go."""

    exchange: Exchange
    limit: int
    deadline: Deadline
    length: int | None = None
    size: int = 0
    refusal: Refusal | None = None
    gone: bool = False
    _watch: asyncio.Task[None] | None = field(default=None)
    _owner: asyncio.Task[Any] | None = field(default=None)

    async def open(self) -> bytes | AsyncIterator[bytes] | None:
        """Nothing, the whole body, or its beginning and the rest as a stream."""
        self._owner = asyncio.current_task()
        if not self._announced():
            self._watch_client()
            return None
        gathered, more = bytearray(), True
        while more and len(gathered) <= GATHERED:
            chunk, more = await self._read()
            gathered += chunk
        if not more:
            self._watch_client()
        return self._streamed(bytes(gathered)) if more else bytes(gathered)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _announced(self) -> bool:
        """Whether a body comes at all; the server in front refuses a request that states both of its lengths."""
        lengths = values(self.exchange.headers, b"content-length")
        if not lengths:
            return bool(values(self.exchange.headers, b"transfer-encoding"))
        self.length = int(lengths[0])
        if self.length > self.limit:
            raise problems.too_large(self.limit)
        return self.length > 0

    async def _read(self) -> tuple[bytes, bool]:
        try:
            async with asyncio.timeout(self.deadline.remaining):
                message = await self.exchange.receive()
        except TimeoutError:
            raise problems.too_slow() from None
        if message["type"] == "http.disconnect":
            self.gone = True
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        self.size += len(chunk)
        if self.size > self.limit:
            raise problems.too_large(self.limit)
        return chunk, message.get("more_body", False)

    async def _streamed(self, beginning: bytes) -> AsyncIterator[bytes]:
        """Errors in here reach the client library, not us: the refusal waits for whoever asks why it failed."""
        yield beginning
        more = True
        try:
            while more:
                chunk, more = await self._read()
                yield chunk
        except Refusal as refusal:
            self.refusal = refusal
            raise
        self._watch_client()

    def _watch_client(self) -> None:
        self._watch = asyncio.create_task(self._cancel_when_gone())

    async def _cancel_when_gone(self) -> None:
        while (await self.exchange.receive())["type"] != "http.disconnect":
            pass
        if self._owner is not None and not self.exchange.finished:
            self.gone = True
            self._owner.cancel()
