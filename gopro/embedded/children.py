"""Child processes that never outlive their parent, not even one that was killed."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

from gopro.embedded.accounts import Account

PR_SET_PDEATHSIG = 1
# Loaded here, since nothing may be loaded between fork and exec.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class DieWithParent:
    """For `preexec_fn`: the kernel signals the child when the process that made this is gone. Only Linux can."""

    def __init__(self, *, by: signal.Signals) -> None:
        self.parent = os.getpid()
        self.by = by

    def __call__(self) -> None:
        if _prctl is None:
            return
        _prctl(PR_SET_PDEATHSIG, int(self.by))
        if os.getppid() != self.parent:  # it died before the line above
            os._exit(1)


def spawn(
    command: list[str], *, log: Path, stop_by: signal.Signals, account: Account | None = None, configuration: str = ""
) -> subprocess.Popen[bytes]:
    """Start a server away from the terminal, so that Ctrl-C reaches only who stops it in the right order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - commands of ours
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=DieWithParent(by=stop_by),
            umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    assert child.stdin is not None  # noqa: S101 - asked for above
    with contextlib.suppress(BrokenPipeError):  # it is gone already: who waits for it will say why
        child.stdin.write(configuration.encode())
        child.stdin.close()
    return child


def run_as(command: list[str], *, account: Account | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - commands of ours
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        umask=0o077,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals, patience: float) -> None:
    """Ask it to end, wait, and end it."""
    if child.poll() is None:
        child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
