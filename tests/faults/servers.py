"""Servers of the faults' own, to be killed, suspended and started again: PostgreSQL, Valkey, Kafka."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redis

from gopro.embedded.postgres import PostgresServer
from gopro.embedded.valkey import ValkeyServer


class Postgres(PostgresServer):
    """Durable, as everywhere but in the suite: what was acknowledged must be there after a kill."""

    def kill(self) -> None:
        """Of the whole server at once: its children end with the postmaster."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def kill_a_backend(self) -> None:
        """Which makes the postmaster cut every session and recover from the log."""
        with connected(self.url()) as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " ORDER BY random() LIMIT 1"
            ).fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGKILL)

    def terminate(self, *, name: str) -> int:
        """Cut the sessions of the processes of that name; answers how many there were."""
        with connected(self.url()) as connection:
            found = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s", [f"{name}%"]
            )
            return len(found.fetchall())

    def restart(self) -> None:
        self.stop()
        self.start()


class Valkey(ValkeyServer):
    """Keeps nothing: killed, it comes back empty."""

    def kill(self) -> None:
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def empty(self) -> None:
        with redis.Redis.from_url(self.url()) as client:
            client.flushall()


@contextmanager
def connected(url: str) -> "Iterator[psycopg.Connection[Any]]":
    """A server that recovers from its log is waited for."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            break
    with connection:
        yield connection


def start_postgres(running: ExitStack, folder: Path) -> Postgres:
    server = Postgres(folder=folder / "postgres", log=folder / "postgres.log")
    running.callback(server.stop)
    server.start()
    return server


def start_valkey(running: ExitStack, folder: Path) -> Valkey:
    server = Valkey(folder=folder / "valkey", log=folder / "valkey.log", durable=False)
    running.callback(server.stop)
    server.start()
    return server
