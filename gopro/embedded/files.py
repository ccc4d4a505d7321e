"""Small files of a run: its lock, its secrets, what it tells other terminals."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gopro.embedded.errors import EmbeddedError

TOLD = "embedded.env"
LARGEST_LOG = 20 * 1024 * 1024


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """One run a folder. The kernel gives the lock back, even after a kill."""
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise EmbeddedError(
                f"GO-PRO already runs from this folder (process {file.read().strip()}). Stop it first, or start "
                "another with a folder and a port of its own: GOPRO_VAR=… GOPRO_GATEWAY_PORT=… make run"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def told(variables: Mapping[str, str], *, at: Path) -> Iterator[None]:
    """Commands in other terminals find the servers by this file, while they run."""
    _write(at, "".join(f"{name}={value}\n" for name, value in variables.items()))
    try:
        yield
    finally:
        at.unlink(missing_ok=True)


def join(told_at: Path) -> None:
    """Take the running servers' addresses from there, but for what the environment says itself."""
    if told_at.exists():
        for line in told_at.read_text().splitlines():
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value)


def secret(path: Path) -> str:
    """Made once, kept for the next start."""
    if not path.exists():
        _write(path, secrets.token_urlsafe(50))
    return path.read_text()


def rotated(log: Path) -> Path:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".1.log"))
    return log


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
