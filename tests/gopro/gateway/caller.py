"""A client that sends exactly the bytes a test says."""

import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass
class Answered:
    """One answer as it arrived; `complete` says whether its framing was kept to the end."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    complete: bool = True

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value

    @property
    def problem(self) -> dict[str, Any]:
        """The body, if it is a whole problem+json, as RFC 9457 and the house want it."""
        assert self.one("content-type") == "application/problem+json"
        problem: dict[str, Any] = json.loads(self.body)
        assert set(problem) == {"type", "title", "status", "detail", "instance", "code", "request_id"}
        assert problem["status"] == self.status
        assert problem["request_id"] == self.one("x-request-id")
        return problem


class Connection:
    """One connection, kept alive between requests."""

    def __init__(self, port: int, *, timeout: float = 10.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._stream = self.socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(
        self, method: str, target: str, *, headers: tuple[str, ...] = (), body: bytes = b"", host: str = "localhost"
    ) -> Answered:
        length = (f"Content-Length: {len(body)}",) if body else ()
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *length, *headers]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        return self.read(head_only=method == "HEAD")

    def read(self, *, head_only: bool = False) -> Answered:
        line = self._stream.readline()
        if not line:
            raise ConnectionResetError("closed without an answer")
        status = int(line.split(b" ")[1])
        headers: list[tuple[str, str]] = []
        while (line := self._stream.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode("latin-1").partition(":")
            headers.append((name, value.strip()))
        answered = Answered(status=status, headers=headers, body=b"")
        if not head_only and status not in {204, 304}:
            answered.body, answered.complete = self._read_body(answered)
        return answered

    def closed(self) -> bool:
        """Whether the other side has ended the connection and said nothing more."""
        return self._stream.read(1) == b""

    def _read_body(self, answered: Answered) -> tuple[bytes, bool]:
        if answered.all("content-length"):
            wanted = int(answered.one("content-length"))
            body = self._stream.read(wanted)
            return body, len(body) == wanted
        parts: list[bytes] = []
        while line := self._stream.readline():
            size = int(line, 16)
            parts.append(self._stream.read(size))
            self._stream.readline()
            if size == 0:
                return b"".join(parts), True
        return b"".join(parts), False


def ask(
    port: int, method: str, target: str, *, headers: tuple[str, ...] = (), body: bytes = b"", host: str = "localhost"
) -> Answered:
    with Connection(port) as connection:
        return connection.ask(method, target, headers=headers, body=body, host=host)
