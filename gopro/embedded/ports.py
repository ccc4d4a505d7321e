"""Ports on loopback."""

import errno
import socket

from gopro.embedded.errors import EmbeddedError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def refuse_taken(port: int, *, variable: str) -> None:
    """Say it now and plainly, rather than in the middle of a log."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as failure:
            if failure.errno != errno.EADDRINUSE:
                raise
            raise EmbeddedError(
                f"Port {port} on 127.0.0.1 is in use by another program. Stop it, or choose another: "
                f"{variable}={port + 1} make run"
            ) from None
