"""Servers from the wheels, on free ports and in a temporary folder.

A PostgreSQL cluster with the migrated template takes seconds to make, so a run keeps its own for the next with the same
migrations: each run serves from a copy, so that runs side by side don't meet.
"""

import contextlib
import os
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path

from gopro.embedded.postgres import PostgresServer
from gopro.embedded.valkey import ValkeyServer
from tests.provisioning import databases

KEPT = Path(__file__).parents[2] / "var" / "test"


def postgres(running: ExitStack, folder: Path) -> str:
    kept = KEPT / databases.template_name()
    server = PostgresServer(folder=folder / "postgres", log=folder / "postgres.log", durable=False)
    if kept.exists():
        subprocess.run(["cp", "-a", "--reflink=auto", f"{kept}/.", server.folder], check=True)
    running.callback(_finish, server, kept=kept)
    server.start()
    return server.url()


def valkey(running: ExitStack, folder: Path) -> str:
    server = ValkeyServer(folder=folder / "valkey", log=folder / "valkey.log", durable=False)
    running.callback(shutil.rmtree, server.folder, ignore_errors=True)
    running.callback(server.stop)
    server.start()
    return server.url()


def _finish(server: PostgresServer, *, kept: Path) -> None:
    """Keep the newest template only."""
    worth_keeping = not kept.exists() and databases.exists(databases.template_name(), server=server.url())
    server.stop()
    if worth_keeping:
        aside = KEPT.with_name(f"test-{os.getpid()}")
        aside.mkdir(parents=True)
        subprocess.run(["cp", "-a", "--reflink=auto", server.folder, aside / kept.name], check=True)
        shutil.rmtree(KEPT, ignore_errors=True)
        with contextlib.suppress(OSError):  # another run was quicker
            aside.rename(KEPT)
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(server.folder, ignore_errors=True)
