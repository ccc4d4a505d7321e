"""A server on real folders: kills, left-overs, long paths."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from gopro.embedded.errors import EmbeddedError
from gopro.embedded.postgres import PostgresServer
from tests.gopro.embedded.processes import is_alive

COMMIT_AND_WAIT = """
import sys, psycopg, time
from pathlib import Path
from gopro.embedded.postgres import PostgresServer
server = PostgresServer(folder=Path(sys.argv[1]) / "postgres", log=Path(sys.argv[1]) / "log")
server.start()
with psycopg.connect(server.ensure_database("kept"), autocommit=True) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
print(server._child.pid, flush=True)
time.sleep(60)
"""


def server_in(folder: Path) -> PostgresServer:
    return PostgresServer(folder=folder / "postgres", log=folder / "log", durable=False)


def test_a_killed_parent_takes_its_server_along_and_loses_nothing(folder):
    parent = subprocess.Popen([sys.executable, "-c", COMMIT_AND_WAIT, folder], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    server = server_in(folder)
    server.start()  # at once: it waits for the old one itself
    try:
        assert not is_alive(pid)
        with psycopg.connect(server.ensure_database("kept")) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(42,)]
    finally:
        server.stop()
    parent.stdout.close()


def test_starts_over_what_a_kill_left_behind(folder):
    left = folder / "postgres" / "new"
    left.mkdir(parents=True)
    (left / "half").write_text("an initdb that was killed")
    server = server_in(folder)
    server.start()
    server.stop()
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n")  # a stranger has its number now
    server.start()
    server.stop()
    assert not (server.folder / "postmaster.pid").exists()


def test_keeps_its_socket_to_itself_wherever_it_lies(folder):
    deep = folder / ("d" * 60) / ("e" * 60)
    server = PostgresServer(folder=deep, log=folder / "log", durable=False)
    server.start()
    try:
        assert server.socket != deep
        assert server.socket.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        server.stop()
        server.socket.rmdir()


def test_says_in_the_servers_own_words_why_it_does_not_start(folder):
    server = server_in(folder)
    server.settings = server.settings | {"max_connections": "none"}
    began = time.monotonic()
    with pytest.raises(EmbeddedError, match="max_connections"):
        server.start()
    assert time.monotonic() - began < 30
