"""What an attacker would try first. Answers the names of what succeeded and must not."""

import json
import mmap
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path


def succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def status_of(*, process: str) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def child() -> None:
    if os.fork() == 0:
        os._exit(0)


def leave_mark() -> bool:
    """The owner of this file, seen from outside, is who the kernel takes us for."""
    Path("/out/mark").touch()
    return os.getuid() != 0


def others() -> list[str]:
    """Process 1 is bubblewrap's own; everything else must be this one."""
    known = ("1", str(os.getpid()))
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit() and path.name not in known]


def holes(*, port: int, project: str) -> list[str]:
    status = status_of(process="self")
    found = {
        "user": not leave_mark(),
        "capabilities": any(int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")),
        "new_privileges": status["NoNewPrivs"] != "1",
        "filter": {status["Seccomp"], status_of(process="1")["Seccomp"]} != {"2"},
        "network": succeeds(lambda: socket.create_connection(("127.0.0.1", port), timeout=1)),
        "fork": succeeds(child),
        "unshare": succeeds(lambda: os.unshare(os.CLONE_NEWUSER)),
        "passwd": Path("/etc/passwd").exists(),
        "project": Path(project).exists(),
        "write": any(succeeds(Path(place, "x").touch) for place in ("/", "/dev", "/dev/shm")),  # noqa: S108 - to be refused
        "processes": bool(others()),
        "shared_memory": succeeds(lambda: mmap.mmap(-1, 4096)),
    }
    return [name for name, is_open in found.items() if is_open]


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"holes": holes(**json.load(sys.stdin))}))
