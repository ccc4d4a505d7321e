"""PostgreSQL and Valkey for one run: URLs from the environment, else Docker's, else the wheels'; Kafka on demand.

A server named by the environment keeps what it has: the suite makes databases of its own on PostgreSQL, and on Valkey
empties only the numbered databases after the one that the URL names.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.provisioning import docker, kafka, wheels

type Start = Callable[[ExitStack, Path], str]  # stops with the stack; may use the folder; returns the URL

RUNNING = ExitStack()
SCRATCH = "gopro-test-"


def ensure() -> None:
    """Put TEST_DATABASE_URL and TEST_REDIS_URL into the environment; workers of a parallel run find them there."""
    sweep()
    _ensure("TEST_DATABASE_URL", given="DATABASE_URL", by_docker=docker.postgres, by_wheel=wheels.postgres)
    _ensure("TEST_REDIS_URL", given="REDIS_URL", by_docker=docker.valkey, by_wheel=wheels.valkey)
    if not os.environ.get(kafka.FOLDER):  # started only when a test asks for it
        os.environ[kafka.FOLDER] = str(scratch_folder())


def _ensure(variable: str, *, given: str, by_docker: Start, by_wheel: Start) -> None:
    if not os.environ.get(variable):
        start = by_docker if docker.is_running() else by_wheel
        os.environ[variable] = os.environ.get(given) or start(RUNNING, scratch_folder())


def scratch_folder() -> Path:
    """What `var/` is to a running GO-PRO; root's servers and slots, which are other users, can pass through it."""
    folder = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-"))
    folder.chmod(0o711)
    RUNNING.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def sweep() -> None:
    """Folders of runs that were killed; their servers died with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*-*"):
        owner = folder.name.removeprefix(SCRATCH).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop() -> None:
    RUNNING.close()


def redis_url_of(worker: str) -> str:
    """The worker's own numbered database: gw0 has the one after that of the URL."""
    url = urlsplit(os.environ["TEST_REDIS_URL"])
    number = int(url.path.strip("/") or 0) + 1 + int(worker.removeprefix("gw"))
    return urlunsplit(url._replace(path=f"/{number}"))
