"""A web socket server that does what it is told: echo, close with a code, say which headers it got."""

import contextlib
import json
import threading
from collections.abc import Iterator, Sequence

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

heard_closes: dict[str, tuple[int, str]] = {}


def refuse(connection: ServerConnection, request: Request) -> Response | None:
    if "refuse=1" in request.path:
        return connection.respond(403, "no")
    return None


def choose(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return Subprotocol("b") if "b" in offered else None


def talk(connection: ServerConnection) -> None:
    assert connection.request is not None
    try:
        for message in connection:
            match message:
                case "headers":
                    connection.send(json.dumps([*connection.request.headers.raw_items()]))
                case "path":
                    connection.send(connection.request.path)
                case "close":
                    connection.close(4123, "enough")
                case "vanish":
                    connection.socket.close()
                case "long":
                    connection.send("x" * 100_000)
                case _:
                    connection.send(message)
    except ConnectionClosed:
        pass
    finally:
        if connection.close_code is not None:
            heard_closes[connection.request.path] = (connection.close_code, connection.close_reason or "")


@contextlib.contextmanager
def talking() -> Iterator[str]:
    with serve(talk, "127.0.0.1", 0, select_subprotocol=choose, process_request=refuse, max_size=None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
