"""Worker slots: how many jobs run at once, as whom, and in which folder that is wiped before and after."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gopro.sandbox.contract import SandboxError

USERS = range(20_001, 20_065)
USERS_FOLDER = Path("/run/gopro-sandbox")  # of the machine: limits count by user, so two checkouts must not share one
POLL_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One place to run a job. `user` is None where we aren't root: then the job runs as we do, in a user namespace."""

    number: int
    folder: Path
    user: int | None

    def make_folder(self, *, name: str, writable: bool = False) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o755)
        if writable and self.user is not None:
            os.chown(folder, self.user, self.user)
        return folder

    def lay(self, *, folder: Path, files: dict[str, str]) -> None:
        """Write files that the job may read and not change."""
        for name, text in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
            target.chmod(0o444)


class Slots:
    """A lock file a slot, so that all processes of this machine that share the folder share the slots."""

    def __init__(self, *, folder: Path, count: int) -> None:
        self._folder = folder
        self._count = count

    @contextmanager
    def one(self, *, wait_seconds: float) -> Iterator[Slot]:
        with self._turn():
            number, lock = self._acquire(until=time.monotonic() + wait_seconds)
        folder = self._folder / str(number)
        try:
            _wipe(folder=folder)
            folder.mkdir(mode=0o755)
            with _own_user() as user:
                yield Slot(number=number, folder=folder, user=user)
        finally:
            _wipe(folder=folder)
            os.close(lock)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Who comes first is served first: only the head of the queue looks for a free slot, and `wait` is its wait."""
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        with (self._folder / "queue.lock").open("w") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            yield

    def sweep(self) -> None:
        """Remove what killed processes left: the folder of each slot that nobody holds."""
        for number in range(self._count):
            lock = self._try(number=number)
            if lock is not None:
                _wipe(folder=self._folder / str(number))
                os.close(lock)

    def _acquire(self, *, until: float) -> tuple[int, int]:
        while True:
            for number in range(self._count):
                lock = self._try(number=number)
                if lock is not None:
                    return number, lock
            if time.monotonic() > until:
                raise SandboxError(f"All {self._count} sandbox slots stayed busy; run fewer jobs at once or add slots.")
            time.sleep(POLL_SECONDS)

    def _try(self, *, number: int) -> int | None:
        return _lock(path=self._folder / f"{number}.lock")


@contextmanager
def _own_user() -> Iterator[int | None]:
    if os.geteuid() != 0:
        yield None
        return
    for user in USERS:
        lock = _lock(path=USERS_FOLDER / f"{user}.lock")
        if lock is not None:
            try:
                yield user
            finally:
                os.close(lock)
            return
    raise SandboxError(f"All {len(USERS)} users for jobs are taken on this machine; run fewer jobs at once.")


def _lock(*, path: Path) -> int | None:
    """Hold the file, or None where somebody else does; whoever dies lets go."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _wipe(*, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
