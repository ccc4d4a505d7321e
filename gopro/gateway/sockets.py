"""Carries web sockets: messages both ways, and each side's closing to the other."""

import asyncio
from dataclasses import dataclass

import aiohttp
from yarl import URL

from gopro.gateway import headers, problems
from gopro.gateway.connections import NOT_CONNECTED
from gopro.gateway.exchange import Exchange
from gopro.gateway.patience import Patience
from gopro.gateway.problems import Refusal
from gopro.gateway.table import Route
from gopro.resilience.deadline import Deadline

PING_SECONDS = 20.0
CLOSE_SECONDS = 2.0
ANSWER_LIMIT = 1024 * 1024

NORMAL, AWAY, NO_STATUS, ABNORMAL, TOO_BIG, RESTART, LAST = 1000, 1001, 1005, 1006, 1009, 1012, 4999
REPORTS_ONLY = frozenset({1004, ABNORMAL, 1015})


@dataclass(frozen=True, slots=True)
class Closing:
    """How a side ended the conversation."""

    code: int
    reason: str = ""
    by_caller: bool = False

    @property
    def sendable(self) -> "Closing":
        """Some codes only report and never travel: a caller who vanished went away, an upstream will be back."""
        if self.code == NO_STATUS:
            return Closing(NORMAL)
        if not NORMAL <= self.code <= LAST or self.code in REPORTS_ONLY:
            return Closing(AWAY if self.by_caller else RESTART)
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class Sockets:
    """The way to every upstream over web sockets."""

    session: aiohttp.ClientSession
    patience: Patience

    async def carry(self, exchange: Exchange, *, route: Route, origin: str) -> None:
        """Accept the caller only once the upstream has, with the same subprotocol."""
        await exchange.receive()
        upstream = await self._connect(exchange, route=route, origin=origin)
        try:
            await exchange.send({
                "type": "websocket.accept",
                "subprotocol": upstream.protocol,
                "headers": [(b"x-request-id", exchange.request_id.encode())],
            })  # fmt: skip
            exchange.status = 101
            await _converse(exchange, upstream, limit=route.body_limit)
        finally:
            await upstream.close()

    async def _connect(self, exchange: Exchange, *, route: Route, origin: str) -> aiohttp.ClientWebSocketResponse:
        deadline = Deadline.after(route.timeout)
        while True:
            try:
                async with asyncio.timeout(deadline.remaining):
                    upstream = await self._open(exchange, origin=origin, deadline=deadline)
            except NOT_CONNECTED:
                if not await self.patience.wait(origin, deadline=deadline):
                    raise problems.upstream_away() from None
            except TimeoutError:
                raise problems.upstream_slow() from None
            except aiohttp.WSServerHandshakeError as error:
                raise _handshake_refusal(error.status) from None
            except aiohttp.ClientError:
                raise problems.upstream_broken() from None
            else:
                self.patience.answered(origin)
                return upstream

    async def _open(self, exchange: Exchange, *, origin: str, deadline: Deadline) -> aiohttp.ClientWebSocketResponse:
        target = exchange.raw_path.decode("ascii")
        if exchange.query:
            target = f"{target}?{exchange.query.decode('ascii')}"
        return await self.session.ws_connect(
            URL(origin + target, encoded=True),
            protocols=exchange.scope["subprotocols"],
            headers=headers.inward(exchange, deadline=deadline),
            heartbeat=PING_SECONDS,
            max_msg_size=ANSWER_LIMIT,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
        )


async def refuse(exchange: Exchange, refusal: Refusal) -> None:
    """Answer the handshake with the refusal itself, where the server can; else the server answers a bare 403."""
    exchange.status = refusal.status
    if "websocket.http.response" not in exchange.scope.get("extensions", {}):
        await exchange.send({"type": "websocket.close", "code": NORMAL})
        return
    content = problems.body(refusal, instance=exchange.shown_path, request_id=exchange.request_id)
    head = [*problems.headers(content, extra=refusal.headers), (b"x-request-id", exchange.request_id.encode())]
    await exchange.send({"type": "websocket.http.response.start", "status": refusal.status, "headers": head})
    await exchange.send({"type": "websocket.http.response.body", "body": content})


async def _converse(exchange: Exchange, upstream: aiohttp.ClientWebSocketResponse, *, limit: int) -> None:
    """Until either side closes; then the other hears the same code and reason."""
    caller = asyncio.create_task(_from_caller(exchange, upstream, limit=limit))
    answers = asyncio.create_task(_from_upstream(exchange, upstream))
    try:
        await asyncio.wait({caller, answers}, return_when=asyncio.FIRST_COMPLETED)
        closing = (caller if caller.done() else answers).result()
        told = closing.sendable
        if not closing.by_caller:
            await exchange.send({"type": "websocket.close", "code": told.code, "reason": told.reason})
        await upstream.close(code=told.code, message=told.reason.encode())
        exchange.close_code = closing.code
    finally:
        caller.cancel()
        answers.cancel()


async def _from_caller(exchange: Exchange, upstream: aiohttp.ClientWebSocketResponse, *, limit: int) -> Closing:
    while (message := await exchange.receive())["type"] == "websocket.receive":
        text, data = message.get("text"), message.get("bytes") or b""
        if len(data if text is None else text.encode()) > limit:
            return Closing(TOO_BIG, "message too big")
        exchange.sent += 1
        try:
            await (upstream.send_bytes(data) if text is None else upstream.send_str(text))
        except (aiohttp.ClientError, ConnectionError):
            return Closing(upstream.close_code or ABNORMAL)
    return Closing(message.get("code", NO_STATUS), message.get("reason") or "", by_caller=True)


async def _from_upstream(exchange: Exchange, upstream: aiohttp.ClientWebSocketResponse) -> Closing:
    while True:
        message = await upstream.receive()
        match message.type:
            case aiohttp.WSMsgType.TEXT:
                await exchange.send({"type": "websocket.send", "text": message.data})
            case aiohttp.WSMsgType.BINARY:
                await exchange.send({"type": "websocket.send", "bytes": message.data})
            case aiohttp.WSMsgType.CLOSE:
                return Closing(message.data, message.extra or "")
            case _:
                return Closing(upstream.close_code or ABNORMAL)


def _handshake_refusal(status: int) -> Refusal:
    """The upstream's no is passed on as its status; anything else is an upstream that speaks no web socket."""
    if status in {400, 401, 403, 404, 429}:
        return Refusal(status=status, code=f"handshake_{status}", detail="The web socket was refused.")
    return problems.upstream_broken()
