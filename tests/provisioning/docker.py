"""Servers as containers, where a Docker engine runs."""

import functools
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg
import redis

SECONDS = 60
FORGETFUL = [
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=300",
]


@functools.cache
def is_running() -> bool:
    if shutil.which("docker") is None:
        return False
    try:
        return _docker("info").returncode == 0
    except subprocess.TimeoutExpired:
        return False


def postgres(running: ExitStack, folder: Path) -> str:
    port = _start(running, port=5432, options=["-e", "POSTGRES_HOST_AUTH_METHOD=trust", "postgres:18", *FORGETFUL])
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    _wait(lambda: psycopg.connect(url, connect_timeout=2).close(), unless=psycopg.OperationalError)
    return url


def valkey(running: ExitStack, folder: Path) -> str:
    port = _start(running, port=6379, options=["valkey/valkey:9", "valkey-server", "--databases", "64", "--save", ""])
    url = f"redis://127.0.0.1:{port}/0"
    _wait(lambda: redis.Redis.from_url(url).ping(), unless=redis.ConnectionError)
    return url


def _start(running: ExitStack, *, port: int, options: list[str]) -> int:
    """On loopback, on a port that Docker finds free."""
    started = _docker("run", "--rm", "--detach", "--publish", f"127.0.0.1::{port}", *options, seconds=600)
    if started.returncode != 0:
        raise RuntimeError(f"Docker could not start {options}: {started.stderr}")
    container = started.stdout.strip()
    running.callback(_docker, "stop", "--time", "5", container)
    return int(_docker("port", container, str(port)).stdout.splitlines()[0].rsplit(":", 1)[1])


def run(*words: str, seconds: float = 600) -> str:
    """What the command says; raises where it fails."""
    done = _docker(*words, seconds=seconds)
    if done.returncode != 0:
        raise RuntimeError(f"docker {words[0]}: {done.stderr}")
    return done.stdout.strip()


def _wait(attempt: Callable[[], object], *, unless: type[Exception]) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            attempt()
        except unless:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _docker(*words: str, seconds: float = 20) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["docker", *words], check=False, capture_output=True, text=True, timeout=seconds)
