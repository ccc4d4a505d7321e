"""The suite's databases: one migrated template for each state of the migrations, one clone a worker."""

import functools
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connections
from psycopg import sql

from gopro import provisioning

ROOT = Path(__file__).parents[2]
LOCK = 4_770_471  # any number that is only ours


@functools.cache
def template_name() -> str:
    """Named by what shapes it: the migrations, and what provisions before them."""
    shapes = [ROOT / "gopro/provisioning.py", *ROOT.glob("apps/*/apps.py"), *ROOT.glob("*/**/migrations/*.py")]
    state = hashlib.sha256()
    for path in sorted(shapes):
        state.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return f"gopro_template_{state.hexdigest()[:16]}"


class WorkerDatabase:
    """All aliases of this process, in a database of its own."""

    def __init__(self, *, server: str, worker: str) -> None:
        self.server = server
        self.name = f"gopro_test_{os.getpid()}_{worker}"

    def create(self) -> None:
        _ensure_template(self.server)
        self.restore()

    def restore(self) -> None:
        """As fresh from the template, whatever has been committed."""
        with _maintenance(self.server) as connection:
            connection.execute(_drop(self.name))
            connection.execute(_clone(self.name, template=template_name()))
        use(self.name, server=self.server)

    def drop(self) -> None:
        _close()
        with _maintenance(self.server) as connection:
            connection.execute(_drop(self.name))


def use(name: str, *, server: str) -> None:
    """Point every alias here, and through the environment the processes that a test starts, to this database."""
    _close()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def exists(name: str, *, server: str) -> bool:
    with _maintenance(server) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _ensure_template(server: str) -> None:
    """Built under another name, so that a run that was killed leaves no half template."""
    with _maintenance(server) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if exists(template_name(), server=server):
            return
        building = f"{template_name()}_building"
        connection.execute(_drop(building))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
        use(building, server=server)
        provisioning.provision()
        provisioning.migrate()
        _close()
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(building), sql.Identifier(template_name())))


@contextmanager
def _maintenance(server: str) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    with psycopg.connect(server, autocommit=True) as connection:
        yield connection


def _clone(name: str, *, template: str) -> sql.Composed:
    order = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    return order.format(sql.Identifier(name), sql.Identifier(template))


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _close() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
