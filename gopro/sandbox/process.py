"""One command, run to its end whatever it does: output capped, wall clock kept, nothing left behind."""

import json
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class Execution:
    """What was seen from outside. `exit_code` is None if the program never began: then our side broke."""

    output: bytes
    exit_code: int | None
    timed_out: bool
    flooded: bool
    cpu_seconds: float
    milliseconds: int

    @property
    def text(self) -> str:
        return self.output.decode("utf-8", errors="replace")

    def used_up(self, limit: float) -> bool:
        """Whether the kernel ended it for its CPU time, which it counts a little differently from what we read."""
        killed = self.exit_code in {128 + signal.SIGKILL, 128 + signal.SIGXCPU}
        return self.cpu_seconds >= limit or (killed and self.cpu_seconds >= 0.8 * limit)


def execute(
    *,
    command: Sequence[str],
    status: BinaryIO,
    pass_fds: Sequence[int],
    stdin: bytes,
    wall_seconds: float,
    output_bytes: int,
) -> Execution:
    """`status` is the file, among those passed, in which bubblewrap notes that the program began and how it ended."""
    started = time.monotonic()
    ours, theirs = socket.socketpair()  # not pipes: those can be opened again through /proc/1/fd and read by the job
    with ours:
        with theirs:
            process = _spawn(command=command, talk=theirs.fileno(), pass_fds=pass_fds)
        exchange = _Exchange(ours=ours, stdin=stdin, output_bytes=output_bytes)
        try:
            exchange.run(until=started + wall_seconds)
        finally:
            cpu_seconds = _reap(process=process)
    milliseconds = round((time.monotonic() - started) * 1000)
    return exchange.execution(exit_code=_exit_code(status=status), cpu_seconds=cpu_seconds, milliseconds=milliseconds)


def _spawn(*, command: Sequence[str], talk: int, pass_fds: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the command is ours, never the author's
        command,
        stdin=talk,
        stdout=talk,
        stderr=talk,
        pass_fds=pass_fds,
        start_new_session=True,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        cwd="/",
    )


def _reap(*, process: subprocess.Popen[bytes]) -> float:
    """Kill the whole group (bubblewrap takes its process namespace with it) and answer the CPU seconds used."""
    with suppress(ProcessLookupError):  # it ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def _exit_code(*, status: BinaryIO) -> int | None:
    status.seek(0)
    for line in status:
        fact = json.loads(line)
        if "exit-code" in fact:
            return int(fact["exit-code"])
    return None


class _Exchange:
    """Feed the input and collect the output until the end of it, the wall clock, or too much of it."""

    def __init__(self, *, ours: socket.socket, stdin: bytes, output_bytes: int) -> None:
        self._ours = ours
        self._pending = memoryview(stdin)
        self._cap = output_bytes
        self.output = bytearray()
        self.timed_out = self.flooded = False

    def run(self, *, until: float) -> None:
        self._ours.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._ours, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while not self.flooded:
                left = until - time.monotonic()
                if left <= 0:
                    self.timed_out = True
                    return
                for _, events in selector.select(left):
                    if events & selectors.EVENT_WRITE and not self._feed():
                        selector.modify(self._ours, selectors.EVENT_READ)
                    if events & selectors.EVENT_READ and not self._collect():
                        return

    def execution(self, *, exit_code: int | None, cpu_seconds: float, milliseconds: int) -> Execution:
        return Execution(
            output=bytes(self.output),
            exit_code=exit_code,
            timed_out=self.timed_out,
            flooded=self.flooded,
            cpu_seconds=cpu_seconds,
            milliseconds=milliseconds,
        )

    def _feed(self) -> bool:
        """Whether there is more to be said."""
        with suppress(BlockingIOError):
            try:
                self._pending = self._pending[self._ours.send(self._pending[:CHUNK]) :]
            except (BrokenPipeError, ConnectionResetError):
                self._pending = self._pending[:0]
        if not self._pending:
            with suppress(OSError):  # the other side may be gone already
                self._ours.shutdown(socket.SHUT_WR)
        return bool(self._pending)

    def _collect(self) -> bool:
        """Whether there may be more to be heard."""
        try:
            chunk = self._ours.recv(CHUNK)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            return False
        self.output += chunk[: self._cap - len(self.output)]
        self.flooded = len(self.output) >= self._cap
        return bool(chunk)


def anonymous_file(*, name: str, content: bytes) -> BinaryIO:
    """A file that has no path, ready to be read from its start by a child."""
    file = os.fdopen(os.memfd_create(name), "w+b")
    file.write(content)
    file.seek(0)
    return file
