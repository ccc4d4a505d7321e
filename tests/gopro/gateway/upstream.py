"""A server behind the gateway that answers just the bytes a test says, and remembers just what it was asked."""

import asyncio
import hashlib
import json
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

type Answer = bytes | Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Asked:
    """One request as it arrived; `body` without the chunks' frames."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    reader: asyncio.StreamReader
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value


def answer(body: bytes = b"ok", *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Upstream:
    """Runs on a loop of its own in a thread; `answers` maps a path to what it says, everything else is echoed."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    connections: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    idle: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.listen()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listen(self) -> None:
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.port = self._server.sockets[0].getsockname()[1]

    def stop_listening(self) -> None:
        """Take no new connection and close the idle ones, as a process does that restarts in good order."""
        self._run(self._leave())

    def vanish(self) -> None:
        """Close the port and cut every connection, as a killed process does."""
        self._run(self._cut())

    def close(self) -> None:
        self.vanish()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def forget(self) -> None:
        self.asked.clear()
        self.answers.clear()

    def _run[T](self, work: Awaitable[T]) -> T:
        async def wait() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(wait(), self._loop).result(10)

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self.open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _leave(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self.idle):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open.add(writer)
        try:
            while not writer.is_closing() and await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open.discard(writer)
            self.idle.discard(writer)
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        self.idle.add(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.idle.discard(writer)
        line, *rest = head.removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = line.split(" ")
        headers = [(name, value.strip()) for name, _, value in (each.partition(":") for each in rest)]
        asked = Asked(method=method, target=target, headers=headers, reader=reader)
        told = self.answers.get(target.partition("?")[0])
        if callable(told):
            self.asked.append(asked)
            await told(asked, writer)
            return True
        asked.body = await read_body(asked)
        self.asked.append(asked)
        writer.write(told or echo(asked))
        await writer.drain()
        return True


async def read_body(asked: Asked) -> bytes:
    if asked.all("content-length"):
        return await asked.reader.readexactly(int(asked.one("content-length")))
    parts: list[bytes] = []
    while asked.all("transfer-encoding"):
        size = int((await asked.reader.readline()).strip(), 16)
        parts.append(await asked.reader.readexactly(size))
        await asked.reader.readexactly(2)
        if size == 0:
            break
    return b"".join(parts)


def echo(asked: Asked) -> bytes:
    told = {"method": asked.method, "target": asked.target, "size": len(asked.body), "sha256": digest(asked.body)}
    body = json.dumps(told).encode()
    if asked.method == "HEAD":
        return answer(body).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return answer(body, headers=("Content-Type: application/json",))


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
