"""One request and how far its answer got."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from gopro.gateway.table import Route

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Headers = Sequence[tuple[bytes, bytes]]

CLIENT_GONE = 499


@dataclass(kw_only=True, slots=True)
class Exchange:
    """What ASGI gave, the ids by which it is known, and what was answered."""

    scope: Scope
    receive: Receive
    send: Send
    request_id: str = ""
    traceparent: str = ""
    trace_continues: bool = False
    route: Route | None = None
    status: int = 0
    sent: int = 0
    finished: bool = False
    close_code: int | None = None
    began: float = field(default_factory=perf_counter)

    @property
    def headers(self) -> Headers:
        headers: Headers = self.scope["headers"]
        return headers

    @property
    def method(self) -> str:
        method: str = self.scope.get("method", "GET")
        return method

    @property
    def raw_path(self) -> bytes:
        path: bytes = self.scope["raw_path"]
        return path

    @property
    def query(self) -> bytes:
        query: bytes = self.scope["query_string"]
        return query

    @property
    def shown_path(self) -> str:
        """The path for logs and problems; never the query, nor a path that is itself a credential."""
        if self.route is not None and self.route.is_secret:
            return self.route.template
        return self.raw_path.decode("latin-1")

    @property
    def client(self) -> str:
        return self.scope["client"][0] if self.scope.get("client") else "unknown"

    @property
    def trace_id(self) -> str:
        return self.traceparent[3:35]

    @property
    def seconds(self) -> float:
        return perf_counter() - self.began

    async def start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.status = status
        headers.append((b"x-request-id", self.request_id.encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, chunk: bytes, *, more: bool) -> None:
        self.sent += len(chunk)
        self.finished = not more
        await self.send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def answer(self, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
        """A whole answer of the gateway's own."""
        await self.start(status, headers)
        await self.write(content, more=False)
