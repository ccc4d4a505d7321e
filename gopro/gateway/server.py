"""The server in front of the application: strict about what it reads, patient with what it has begun."""

import asyncio
import logging
import re
import socket
from types import FrameType
from typing import Any

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gopro.gateway import checks, problems
from gopro.gateway.application import Gateway
from gopro.gateway.exchange import Headers
from gopro.gateway.identity import only
from gopro.gateway.problems import Refusal
from gopro.identifiers import uuid7

log = structlog.get_logger("gopro.gateway")

HEAD_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 65
SOCKET_MESSAGE_LIMIT = 1024 * 1024
# The application refuses long heads with a reason; here is where reading stops, whatever the head is.
HEAD_BYTES = checks.HEAD_LIMIT + checks.TARGET_LIMIT + 32 * 1024

SOCKET_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")
TOLD = ("ASGI callable returned without completing", "Invalid HTTP request received")


class StrictProtocol(HttpToolsProtocol):
    """httptools refuses ambiguous framing; this bounds the head in size and time, and refuses in the house's shape."""

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self.transport.is_closing():
            super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(problems.head_too_large(size=checks.HEAD_LIMIT, count=checks.HEADER_COUNT))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._in_head, self._head_bytes = False, 0
        self._stop_timer()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """The library behind would refuse a faulty handshake in plain text."""
        if is_handshake(self.scope["method"], self.headers):
            super().handle_websocket_upgrade()
        else:
            self._refuse(problems.bad_request("bad_handshake", "This is not a valid web socket handshake."))

    def send_400_response(self, msg: str) -> None:
        """What the parser refuses: conflicting lengths, folded headers, bare line feeds, anything that isn't HTTP."""
        self._refuse(problems.bad_request("bad_http", "This is not a valid HTTP request."))

    def _expect_head(self) -> None:
        self._in_head, self._head_bytes = True, 0
        self._stop_timer()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def _head_is_late(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()

    def _owes_nothing(self) -> bool:
        """Whether no earlier request of this connection still waits for its answer."""
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, refusal: Refusal) -> None:
        request_id = str(uuid7())
        log.warning("request.refused", code=refusal.code, request_id=request_id, client=self.client and self.client[0])
        if self._owes_nothing() or (self.cycle.more_body and not self.cycle.response_started):
            content = problems.body(refusal, instance="", request_id=request_id)
            self.transport.write(_answer(refusal, content, request_id))
        self.transport.close()


def is_handshake(method: str, headers: Headers) -> bool:
    """As RFC 6455 has it."""
    key, version = only(headers, b"sec-websocket-key"), only(headers, b"sec-websocket-version")
    return method == "GET" and version == "13" and bool(SOCKET_KEY.fullmatch(key))


def untold(record: logging.LogRecord) -> bool:
    """Our log tells of refusals and cut answers; to the server the latter look like a forgetful application."""
    return not record.getMessage().startswith(TOLD)


class Server(uvicorn.Server):
    """On the first signal: not ready at once, new requests still served for the drain time, then the orderly end."""

    def __init__(self, gateway: Gateway, *, drain_seconds: float, **options: Any) -> None:
        super().__init__(uvicorn.Config(gateway, **options))
        logging.getLogger("uvicorn.error").addFilter(untold)
        self._gateway = gateway
        self._drain_seconds = drain_seconds
        self._drains = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        log.info("gateway.serving", host=self.config.host, port=self.config.port)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._gateway.drain()
        if self._drains or not self._drain_seconds or self._loop is None:
            super().handle_exit(sig, frame)
            return
        self._drains = True
        self._loop.call_soon_threadsafe(self._loop.call_later, self._drain_seconds, super().handle_exit, sig, frame)


def new_server(
    gateway: Gateway, *, host: str, port: int, drain_seconds: float = 0.0, grace_seconds: int = 30
) -> Server:
    """A server that on a signal finishes what is under way, at most for the grace time."""
    return Server(
        gateway,
        drain_seconds=drain_seconds,
        host=host,
        port=port,
        http=StrictProtocol,
        ws="websockets-sansio",
        ws_max_size=SOCKET_MESSAGE_LIMIT,
        lifespan="on",
        loop="auto",
        log_config=None,
        log_level="warning",  # its lines of information show query strings
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=grace_seconds,
    )


def _answer(refusal: Refusal, content: bytes, request_id: str) -> bytes:
    head = problems.headers(content, extra=((b"x-request-id", request_id.encode()), (b"connection", b"close")))
    lines = [b"HTTP/1.1 %d %s" % (refusal.status, refusal.title.encode()), *(b"%s: %s" % each for each in head)]
    return b"\r\n".join([*lines, b"", content])
