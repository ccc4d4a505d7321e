"""Ownership ends soon after its owner stops: the server cuts a transaction in which nothing is said for a second.

While a loop computes, a thread says something in its stead. Where the whole process stands still, so does the thread;
the server then ends the session, with it the transaction and its locks, and another process takes over.
"""

import threading
import time
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

IDLE_MILLISECONDS = 1200
BEAT_SECONDS = 0.2


class Heartbeat(threading.Thread):
    """For all connections that this process opens from now on."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="heartbeat")
        self._wrappers: list[BaseDatabaseWrapper] = []

    def run(self) -> None:
        connection_created.connect(self._watch)
        while True:
            for wrapper in self._wrappers:
                if isinstance(wrapper.connection, psycopg.Connection):
                    beat(wrapper.connection)
            time.sleep(BEAT_SECONDS)

    def _watch(self, *, connection: BaseDatabaseWrapper, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MILLISECONDS}")
        if connection not in self._wrappers:
            self._wrappers.append(connection)


def beat(connection: "psycopg.Connection[Any]") -> None:
    """Say nothing, in an open transaction that is idle. Whoever uses the connection now says something anyway."""
    if not connection.lock.acquire(blocking=False):
        return
    try:
        if connection.pgconn.transaction_status == TransactionStatus.INTRANS:
            connection.pgconn.exec_(b"")
    finally:
        connection.lock.release()
