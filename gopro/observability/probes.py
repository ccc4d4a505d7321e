"""The probes of a process with databases: does each room's answer, is it migrated; are cache and keys there."""

from functools import partial

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from gopro.cache import client
from gopro.database import aliases_here
from gopro.kafka import reach
from gopro.observability.health import Check, Monitor
from gopro.security.keys.store import store


class NotMigrated(RuntimeError):
    """The code expects a schema that this database doesn't have yet."""


def register(*, ready: Monitor, started: Monitor) -> None:
    """A check a room: one room's database that is away is named, and only that."""
    ready.register(Check(name="cache", probe=lambda: client().ping(), critical=False))
    if reach.is_configured():
        ready.register(Check(name="kafka", probe=reach.answers, critical=False))
    ready.register(Check(name="keys", probe=lambda: store().answers(), critical=False))
    for room, alias in aliases_here().items():
        ready.register(Check(name=f"database:{room}", probe=partial(answers, alias)))
        started.register(Check(name=f"migrations:{room}", probe=partial(is_migrated, alias), timeout=5.0))


def answers(alias: str) -> None:
    """On a connection of the probe's own thread, given back at once."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def is_migrated(alias: str) -> None:
    connection = connections[alias]
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
    if missing:
        raise NotMigrated(f"{alias} lacks {len(missing)} migrations, the first of them {missing[0][0]}.")
