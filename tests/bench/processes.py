"""Processes of the small house, ready before a measure begins; whoever is not wanted stands still."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gopro.embedded.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(kw_only=True, slots=True)
class Loop:
    child: "subprocess.Popen[bytes]"
    port: int

    def wait(self) -> None:
        began = time.monotonic()
        while not self._is_ready():
            assert self.child.poll() is None, "a loop has ended"
            assert time.monotonic() - began < PATIENCE, "a loop does not get ready"
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def loops(*commands: str, environment: Mapping[str, str] | None = None) -> Iterator[list[Loop]]:
    """`manage.py` commands such as `relay --sink kafka`, each once."""
    made = [_start(command.split(), environment or {}) for command in commands]
    try:
        for loop in made:
            loop.wait()
        yield made
    finally:
        for loop in made:
            loop.child.send_signal(signal.SIGCONT)
            loop.child.terminate()
        for loop in made:
            loop.child.wait(30)


@contextmanager
def standing_still(loops: list[Loop]) -> Iterator[None]:
    for loop in loops:
        loop.child.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for loop in loops:
            loop.child.send_signal(signal.SIGCONT)


def _start(words: list[str], environment: Mapping[str, str]) -> Loop:
    port = free_port()
    command = [sys.executable, "manage.py", *words, "--metrics-port", str(port)]
    return Loop(child=subprocess.Popen(command, cwd=ROOT, env=os.environ | environment), port=port)
