"""Processes of the small house: started, watched, killed, suspended; none outlives the tests.

They are forked from a server that has imported what they need, so that hundreds of starts cost little.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from gopro.embedded.ports import accepts
from tests.faults import launch
from tests.faults.sabotage import Plan

PATIENCE = 120.0  # seconds; two cores may be shared with much else
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.preload"])


def wait_until(holds: Callable[[], bool], *, what: str, seconds: float = PATIENCE) -> float:
    """Answers how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"{what} did not happen in {seconds:.0f} s"
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass(kw_only=True)
class Process:
    """One process, or granian with its worker: a group that is signaled together."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    plan: Plan
    child: ForkServerProcess | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **self.environment, "PGAPPNAME": self.name}
        self.child = FORKS.Process(
            target=launch.forked,
            kwargs={"command": list(self.command), "plan": self.plan, "environment": environment, "log": self.log},
            daemon=True,
        )
        self.child.start()

    @property
    def is_alive(self) -> bool:
        with self.lock:
            return self.child is not None and self.child.is_alive()

    def signal(self, number: signal.Signals) -> None:
        assert self.child is not None
        assert self.child.pid is not None
        pid: int = self.child.pid
        wait_until(lambda: not self.is_alive or os.getpgid(pid) == pid, what="a group of its own")
        os.killpg(pid, number)

    def kill(self) -> None:
        """kill -9, and not a word before."""
        if self.is_alive:
            self.signal(signal.SIGKILL)
        wait_until(lambda: not self.is_alive, what=f"{self.name}: to be killed")

    def suspend(self) -> None:
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.signal(signal.SIGCONT)

    def stop(self) -> None:
        """As an operator does; a process that doesn't heed it in time is a finding."""
        if self.is_alive:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            wait_until(lambda: not self.is_alive, what=f"{self.name}: to end after SIGTERM", seconds=60)

    def wait_for_death(self, *, seconds: float = PATIENCE) -> None:
        """By its own kill -9, and by nothing else."""
        wait_until(lambda: not self.is_alive, what=f"{self.name}: to reach {self.plan.die_at}", seconds=seconds)
        assert self.child is not None
        assert self.child.exitcode == -signal.SIGKILL, f"{self.name} ended by itself: {self.last_lines()}"

    def last_lines(self, count: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:]) if self.log.exists() else ""


@dataclass(kw_only=True)
class Web(Process):
    port: int

    @property
    def is_serving(self) -> bool:
        return accepts(self.port)
