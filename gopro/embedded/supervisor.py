"""Runs the processes of a Procfile: one terminal, one log, restarts, and nobody left behind."""

import datetime
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Mapping
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, TextIO

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message
from honcho.process import Popen, Process

from gopro.embedded.children import DieWithParent
from gopro.embedded.output import Output

QUICK = 10.0  # seconds; a process that ends sooner has not really run
TRIES = 5


class Restarting(Process):  # type: ignore[misc]  # honcho ships no types
    """Starts its command again when it ends by itself; gives up when it does so at once, several times in a row."""

    def __init__(self, command: str, *, stopping: Event, **options: Any) -> None:
        super().__init__(f"exec {command}", **options)
        self._stopping = stopping
        self._bind = DieWithParent(by=signal.SIGKILL)

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """In a process of its own, which ends after its command. It doesn't inherit a handler, as it would SIG_IGN."""
        self._bind()
        self._events = events
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: None)
        tries = 0
        while True:
            started = time.monotonic()
            code = self._run_once()
            tries = tries + 1 if time.monotonic() - started < QUICK else 1
            if self._stopping.is_set() or tries >= TRIES or self._stopping.wait(tries - 1):
                break
            self._send_message(f"{self.name} ended (code {code}) and is started again\n".encode())
        if not self._stopping.is_set():
            self._send_message(f"{self.name} ended {tries} times in a row: everything stops\n".encode())
        self._send_message({"returncode": code}, type="stop")

    def _run_once(self) -> int:
        child = Popen(self.cmd, env=self.env, cwd=self.cwd, preexec_fn=DieWithParent(by=signal.SIGTERM))
        self._send_message({"pid": child.pid}, type="start")
        if self._stopping.is_set():  # it was started while the others were told to stop
            child.terminate()
        for line in iter(child.stdout.readline, b""):
            self._send_message(line)
        code: int = child.wait()
        return code


class Supervisor(Manager):  # type: ignore[misc]  # honcho ships no types
    """All processes together: when one can't be kept alive, or a signal comes, all are stopped."""

    def __init__(self, *, output: Output, when_started: Callable[[], list[str]]) -> None:
        """`when_started` waits until the processes serve, and returns lines to show then."""
        super().__init__(output)
        self._stopping = multiprocessing.Event()
        self._process_ctor = lambda command, **options: Restarting(command, stopping=self._stopping, **options)
        self._watch = threading.Thread(target=self._announce, args=[when_started], daemon=True)

    def terminate(self) -> None:
        self._stopping.set()
        super().terminate()

    def _killall(self, force: bool = False) -> None:
        """Who has only just been forked has told no number yet: it sees `_stopping`, and ends by itself."""
        for process in self._processes.values():
            if "pid" in process and "returncode" not in process:
                (self._procmgr.kill if force else self._procmgr.terminate)(process["pid"])

    def _any_stopped(self) -> bool:
        """From then on honcho has patience for some seconds only."""
        return self._stopping.is_set() or bool(super()._any_stopped())

    def _start(self) -> None:
        super()._start()
        self._watch.start()  # after the forks, which would copy its locks

    def _announce(self, when_started: Callable[[], list[str]]) -> None:
        for line in when_started():
            self.events.put(Message(type="line", data=line, time=datetime.datetime.now(), name="gopro", colour=None))


def supervise(
    *,
    procfile: Path,
    without: Collection[str] = (),
    environment: Mapping[str, str],
    log: Path,
    terminal: TextIO,
    when_started: Callable[[], list[str]],
) -> int:
    """Until a signal (0) or until a process can't be kept alive (its code)."""
    with log.open("a", encoding="utf-8") as file:
        supervisor = Supervisor(output=Output(terminal=terminal, log=file), when_started=when_started)
        processes = parse_procfile(procfile.read_text()).processes
        for name in [name for name in processes if name not in without]:
            supervisor.add_process(name, processes[name], env={**os.environ, **environment}, cwd=str(procfile.parent))
        supervisor.loop()
    stopped_by_signal = supervisor.returncode in {130, 143}
    return 0 if stopped_by_signal else supervisor.returncode or 1
