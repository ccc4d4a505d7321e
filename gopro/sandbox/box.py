"""What one stage sees and may use, as a bubblewrap command: nothing is there that isn't named here."""

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from gopro.sandbox.contract import MIB, SandboxError
from gopro.sandbox.process import Execution, anonymous_file, execute
from gopro.sandbox.seccomp import seccomp_filter
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools

OPEN_FILES = 256
RETRY_SECONDS = (0.1, 0.5, 0.0)  # the dead of the job before may count against its user for a moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """What the kernel lets each process of the stage use, and the wall clock that ends it."""

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int
    processes: int
    file_bytes: int
    output_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """Paths inside mapped to paths of ours; `scratch` maps paths to the bytes of memory they may hold."""

    use: Use
    folder: str
    root_bytes: int = MIB
    read_only: Mapping[str, Path] = field(default_factory=dict)
    writable: Mapping[str, Path] = field(default_factory=dict)
    scratch: Mapping[str, int] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    one_process: bool = True


def run_in_box(*, box: Box, tools: Tools, slot: Slot, command: Sequence[str], stdin: bytes = b"") -> Execution:
    """Raises SandboxError if the program could not even be begun; what never began can be tried again."""
    for pause in RETRY_SECONDS:
        execution = _attempt(box=box, tools=tools, slot=slot, command=command, stdin=stdin)
        if execution.exit_code is not None or execution.timed_out or execution.flooded:
            return execution
        time.sleep(pause)
    raise SandboxError(f"The sandbox did not start: {execution.text.strip()[-500:] or 'no reason was given'}")


def _attempt(*, box: Box, tools: Tools, slot: Slot, command: Sequence[str], stdin: bytes) -> Execution:
    with ExitStack() as files:
        status = files.enter_context(anonymous_file(name="status", content=b""))
        told = [status, *_told(box=box, status=status, files=files)]
        return execute(
            command=[*_prefix(box=box, tools=tools, slot=slot), "--args", str(told[-1].fileno()), "--", *command],
            status=status,
            pass_fds=[file.fileno() for file in told],
            stdin=stdin,
            wall_seconds=box.use.wall_seconds,
            output_bytes=box.use.output_bytes,
        )


def _told(*, box: Box, status: BinaryIO, files: ExitStack) -> list[BinaryIO]:
    """Files for bubblewrap. The last holds its arguments: given plainly, the job would see them in /proc/1/cmdline."""
    arguments = [*_arguments(box=box), "--json-status-fd", str(status.fileno())]
    told = []
    if box.one_process:
        told.append(files.enter_context(anonymous_file(name="filter", content=_filter())))
        arguments += ["--seccomp", str(told[0].fileno())]
    listed = b"".join(word.encode() + b"\0" for word in arguments)
    told.append(files.enter_context(anonymous_file(name="arguments", content=listed)))
    return told


def _filter() -> bytes:
    try:
        return seccomp_filter(machine=platform.machine())
    except KeyError:
        raise SandboxError(
            f"No system call filter is written for {platform.machine()}: use x86_64 or aarch64."
        ) from None


def _prefix(*, box: Box, tools: Tools, slot: Slot) -> Iterator[str]:
    """Drop root first: inside a namespace, root would still be root to the kernel's limits and to the files."""
    use = box.use
    if tools.setpriv and slot.user is not None:
        yield from (str(tools.setpriv), f"--reuid={slot.user}", f"--regid={slot.user}", "--clear-groups")
        yield "--no-new-privs"
    yield str(tools.prlimit)
    if slot.user is not None:  # counted by kernel user: without one of its own, a job would share it with its owner
        yield f"--nproc={use.processes}"
    yield from (f"--fsize={use.file_bytes}", f"--nofile={OPEN_FILES}", f"--cpu={use.cpu_seconds}")
    yield from (f"--data={use.memory_bytes}", "--core=0", str(tools.bwrap))


def _arguments(*, box: Box) -> Iterator[str]:
    yield from ("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session")
    yield from ("--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox")
    yield from ("--size", str(box.root_bytes), "--tmpfs", "/", "--proc", "/proc", "--dev", "/dev")
    yield from ("--remount-ro", "/dev")  # else /dev/shm is memory without a bound
    for target, size in box.scratch.items():
        yield from ("--size", str(size), "--tmpfs", target)
    for target, source in box.read_only.items():
        yield from ("--ro-bind", str(source), target)
    for target, source in box.writable.items():
        yield from ("--bind", str(source), target)
    for name, value in box.environment.items():
        yield from ("--setenv", name, value)
    yield from ("--remount-ro", "/", "--chdir", box.folder)
