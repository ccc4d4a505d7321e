"""The broker that all workers of a run share: TEST_KAFKA_URL's, else one of ours, started by the first who asks.

Its starter owns it, and stops it when the last user has let go. The users hold a shared lock, which dies with them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from tests.provisioning.brokers import Broker, new_broker
from tests.provisioning.java import one_at_a_time

FOLDER = "TEST_KAFKA_FOLDER"  # where the workers of one run find each other's broker


@dataclass(frozen=True, kw_only=True, slots=True)
class Kafka:
    """A prefix of its own on a broker: nobody else's topics and groups begin so."""

    address: str
    prefix: str
    partitions: int = 4  # fewer than in use, since making them takes time

    @property
    def url(self) -> str:
        return f"kafka://{self.address}"


@contextmanager
def shared() -> Iterator[str]:
    """The address `host:port` of a broker that runs until the context ends."""
    if given := os.environ.get("TEST_KAFKA_URL"):
        yield urlsplit(given).netloc
        return
    folder = Path(os.environ[FOLDER])
    folder.mkdir(exist_ok=True)
    with (folder / "users.lock").open("w") as users:
        with one_at_a_time(folder / "starter.lock"):
            owned = _join(folder, users=users)
        try:
            yield (folder / "address").read_text()
        finally:
            if owned is not None:
                _stop(owned, folder=folder, users=users)


def _join(folder: Path, *, users: IO[str]) -> Broker | None:
    """Be counted as a user; answers the broker if it was started for us."""
    fcntl.flock(users, fcntl.LOCK_SH)  # waits for an owner who stops his
    if (folder / "address").exists():
        return None
    broker = new_broker(folder / f"broker-{os.getpid()}")
    broker.start()
    (folder / "address").write_text(broker.address)
    return broker


def _stop(broker: Broker, *, folder: Path, users: IO[str]) -> None:
    fcntl.flock(users, fcntl.LOCK_EX)  # waits for the other users
    (folder / "address").unlink()
    broker.close()
