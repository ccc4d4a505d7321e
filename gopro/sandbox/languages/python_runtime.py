"""The interpreter that jobs run on: this one's, copied once without what isn't the standard library, and read-only."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from gopro.sandbox.box import Box, Use, run_in_box
from gopro.sandbox.contract import MIB, Limits, SandboxError
from gopro.sandbox.process import Execution
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools

INSIDE: Final = Path(__file__).parent / "inside"
PACKAGE: Final = "gopro.sandbox.languages.inside"
VERSION: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
LEFT_OUT_NAMES: Final = """
    site-packages dist-packages test tests idlelib tkinter turtledemo ensurepip lib2to3 pydoc_data venv config-*
    _ctypes* _sqlite3* _ssl* _hashlib* _tkinter* _curses* readline* _dbm* _gdbm* _posixshmem* _test* xx*
    sitecustomize.py turtle.py gopro
    """
LEFT_OUT: Final = shutil.ignore_patterns(*LEFT_OUT_NAMES.split())
LIBRARY: Final = re.compile(r"^\s*(?:\S+ => )?(/\S+) \(0x", re.MULTILINE)
LIMITS: Final = Limits(compile_seconds=10, memory_bytes=512 * MIB)


@dataclass(frozen=True, kw_only=True, slots=True)
class PythonRuntime:
    """A folder with `python/` to be bound at /python, and `loader` at the path that the binary names."""

    folder: Path

    @property
    def prepared(self) -> bool:
        return self.folder.is_dir()

    def box(self, *, limits: Limits, files: dict[str, Path], writable: Mapping[str, Path] | None = None) -> Box:
        loader = (self.folder / "loader.path").read_text(encoding="utf-8")
        return Box(
            use=Use(
                wall_seconds=limits.run_seconds,
                cpu_seconds=limits.cpu_seconds,
                memory_bytes=limits.memory_bytes,
                processes=limits.processes,
                file_bytes=limits.file_bytes,
                output_bytes=limits.output_bytes,
            ),
            folder="/w",
            read_only={"/python": self.folder / "python", loader: self.folder / "loader"} | files,
            writable=writable or {},
            scratch={"/tmp": 16 * MIB, "/w": 16 * MIB},  # noqa: S108 - memory of the box, not the machine's folder
            environment={"HOME": "/tmp", "LD_LIBRARY_PATH": "/python/shared"},  # noqa: S108 - inside the box as well
        )

    def command(self, *, script: str) -> tuple[str, ...]:
        return ("/python/bin/python", "-I", "-S", "-B", "-X", "utf8", "-m", f"{PACKAGE}.{script}")

    def run_script(
        self, *, script: Path, stdin: str, writable: Mapping[str, Path], tools: Tools, slot: Slot
    ) -> Execution:
        box = self.box(limits=LIMITS, files={}, writable=writable)
        return run_in_box(
            box=box, tools=tools, slot=slot, command=self.command(script=script.stem), stdin=stdin.encode()
        )


def find_runtime(*, state: Path) -> PythonRuntime:
    """Another interpreter or another version of what runs inside is another copy."""
    digest = sha256(repr((sys.version, sys.base_prefix)).encode())
    for path in sorted(INSIDE.glob("*.py")):
        digest.update(path.read_bytes())
    return PythonRuntime(folder=state / f"python{sys.version.split()[0]}-{digest.hexdigest()[:12]}")


def copy_runtime(*, runtime: PythonRuntime) -> None:
    """Made aside and renamed when whole."""
    partial = runtime.folder.with_name(f"{runtime.folder.name}.partial")
    if partial.exists():
        _open(folder=partial)
        shutil.rmtree(partial)
    library = partial / "python" / sys.platlibdir / f"python{VERSION}"
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}  # beneath a virtual environment, not in it
    for folder in dict.fromkeys(sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib")):
        shutil.copytree(_installed(path=folder), library, ignore=LEFT_OUT, dirs_exist_ok=True)
    _open(folder=library)
    inside = library / Path(*PACKAGE.split("."))
    inside.mkdir(parents=True)
    for path in INSIDE.glob("*.py"):
        shutil.copyfile(path, inside / path.name)
    binary = partial / "python" / "bin" / "python"
    binary.parent.mkdir()
    shutil.copyfile(Path(os.path.realpath(_installed_binary())), binary)
    _copy_libraries(partial=partial, binaries=[binary, *library.rglob("*.so")])
    _compile(binary=_installed_binary(), folder=library)
    _close(folder=partial, binary=binary)
    partial.rename(runtime.folder)


def _installed_binary() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))  # the interpreter beneath a virtual environment


def _installed(*, path: str) -> Path:
    folder = Path(path)
    if not (folder / "os.py").exists() and not (folder / "lib-dynload").exists():
        raise SandboxError(f"The standard library was not found in {folder}: this Python can't be copied.")
    return folder


def _copy_libraries(*, partial: Path, binaries: Iterable[Path]) -> None:
    """`ldd` names the shared objects; the loader keeps its own path, since the binary names it."""
    shared = partial / "python" / "shared"
    shared.mkdir()
    copied = (sysconfig.get_config_var("LIBDIR") or "", os.environ.get("LD_LIBRARY_PATH", ""))
    answer = subprocess.run(  # noqa: S603 - the system's own program on the interpreter's own files
        ["/usr/bin/ldd", *map(str, binaries)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "LD_LIBRARY_PATH": ":".join(filter(None, copied))},
    )
    paths = sorted(set(LIBRARY.findall(answer.stdout)))
    loaders = [path for path in paths if Path(path).name.startswith("ld-")]
    if len(loaders) != 1:
        raise SandboxError(f"`ldd` did not say what the interpreter needs: {answer.stderr.strip()[:300]}")
    for path in paths:
        target = partial / "loader" if path in loaders else shared / Path(path).name
        shutil.copyfile(os.path.realpath(path), target)
    (partial / "loader.path").write_text(loaders[0], encoding="utf-8")


def _compile(*, binary: str, folder: Path) -> None:
    """Bytecode that is trusted by its source's hash never looks at times, which a copy changes."""
    subprocess.run(  # noqa: S603 - our own interpreter
        [binary, "-I", "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-f", str(folder)],
        check=False,
        capture_output=True,
    )


def _open(*, folder: Path) -> None:
    """An installation may be read-only, and its copy is so too at first."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)


def _close(*, folder: Path, binary: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() or path in (binary, folder / "loader") else 0o444)
