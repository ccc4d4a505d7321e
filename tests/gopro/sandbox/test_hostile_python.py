"""Hostile Python programs, with every name allowed to them: each ends cleanly and the next job finds nothing of it."""

import ast
import json
import os
import socket
from collections.abc import Iterator

import pytest

from gopro.sandbox.contract import MIB, Job, Limits, Outcome
from gopro.sandbox.runner import Sandbox
from tests.gopro.sandbox.conftest import ROOT, processes_left

pytestmark = pytest.mark.timeout(600)

SHORT = Limits(run_seconds=4, cpu_seconds=4, memory_bytes=256 * MIB)
TEST = "from bad import attack\n\n\ndef test_attack():\n    raise AssertionError(attack())\n"
NORMAL = Job(
    language="python",
    submitted={"bad.py": "def attack():\n    return 1\n"},
    tests={"test_bad.py": TEST.replace("raise AssertionError(attack())", "assert attack() == 1")},
    expected={"test_bad.test_attack": "PASS"},
    allowed_names=frozenset({"bad.py"}),
)


@pytest.fixture(autouse=True)
def _the_next_job_is_as_ever(sandbox: Sandbox) -> Iterator[None]:
    yield
    assert processes_left() == []
    assert sandbox.run(job=NORMAL).status == "passed"


def attack(sandbox: Sandbox, body: str, *, limits: Limits = SHORT) -> Outcome:
    source = "def attack():\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return sandbox.run(
        job=Job(
            language="python",
            submitted={"bad.py": source},
            tests={"test_bad.py": TEST},
            expected={"test_bad.test_attack": "PASS"},
            allowed_names=frozenset({"bad.py"}),
            reference={"bad.py": source + "\n".join(names)},
            limits=limits,
        )
    )


LOOK_AROUND = """
import json, mmap, os, signal, socket
seen = {}
def attempt(name, call):
    try:
        call()
        seen[name] = "OPEN"
    except OSError:
        seen[name] = "refused"
attempt("passwd", lambda: open("/etc/passwd"))
attempt("project", lambda: os.listdir("PROJECT"))
attempt("site packages", lambda: os.listdir("/python/lib/python3/site-packages"))
attempt("root of 1", lambda: os.listdir("/proc/1/root/etc"))
attempt("other process", lambda: open("/proc/PID/status"))
attempt("host loopback", lambda: socket.create_connection(("127.0.0.1", PORT), 1))
attempt("outward", lambda: socket.create_connection(("1.1.1.1", 443), 1))
attempt("vsock", lambda: socket.socket(40, 1))
attempt("write root", lambda: open("/x", "w"))
attempt("write python", lambda: open("/python/x", "w"))
attempt("write own file", lambda: open("/w/bad.py", "w"))
attempt("write shm", lambda: open("/dev/shm/x", "w"))
attempt("fork", os.fork)
attempt("spawn", lambda: os.posix_spawn("/python/bin/python", ["python", "-V"], {}))
attempt("shared memory", lambda: mmap.mmap(-1, 4096))
attempt("unshare", lambda: os.unshare(os.CLONE_NEWUSER))
attempt("setuid", lambda: os.setuid(0))
attempt("chroot", lambda: os.chroot("/tmp"))
attempt("kill all", lambda: os.kill(-1, signal.SIGKILL))
os.kill(1, signal.SIGKILL)
try:
    import ctypes
    seen["ctypes"] = "OPEN"
except ImportError:
    seen["ctypes"] = "refused"
return json.dumps(seen)
"""


def test_nothing_of_the_machine_can_be_seen_reached_or_changed(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        body = LOOK_AROUND.replace("PORT", port).replace("PROJECT", str(ROOT)).replace("PID", str(os.getpid()))
        outcome = attack(sandbox, body, limits=Limits())
    assert outcome.status == "failed"
    message = outcome.tests[0].message
    seen = json.loads(message[message.index("{") : message.index("}") + 1])
    assert {name for name, answer in seen.items() if answer != "refused"} == set()


@pytest.mark.parametrize(
    ("body", "statuses", "words"),
    [
        pytest.param("while True: pass", ("timeout",), "longer than 4 s", id="endless loop"),
        pytest.param("import time\ntime.sleep(999)", ("timeout",), "longer than 4 s", id="sleep"),
        pytest.param(
            "import os\nn = 0\nfor i in range(500):\n    try:\n        os.fork(); n += 1\n    except OSError: pass\n"
            "assert n == 0, n\nwhile True:\n    pass",
            ("timeout",), "longer than 4 s", id="fork bomb",
        ),
        pytest.param(
            "import os\nwhile True:\n    for fd in range(2, 9):\n        try: os.write(fd, b'x' * 65536)\n"
            "        except OSError: pass",
            ("error",), "stopped after printing", id="endless raw output",
        ),
        pytest.param("while True: print('x' * 1000000)", ("timeout",), "", id="endless output"),
        pytest.param("kept = []\nwhile True: kept.append(bytearray(1 << 20))", ("failed",), "", id="memory"),
        pytest.param("return 10 ** 10 ** 10", ("timeout", "failed", "error"), "", id="huge number"),
        pytest.param(
            "import threading, time\nfor i in range(1000): threading.Thread(target=time.sleep, args=(99,)).start()",
            ("failed",), "", id="threads",
        ),
        pytest.param("import os\nos._exit(0)", ("error",), "exit code 0", id="exit zero"),
        pytest.param("import os\nos.abort()", ("error",), "exit code 134", id="abort"),
        pytest.param("import os\nos.closerange(0, 256)", ("error",), "", id="closed output"),
        pytest.param(
            "import signal, os\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass",
            ("timeout",), "", id="blocked signals",
        ),
    ],
)  # fmt: skip
def test_a_hog_ends_with_a_clean_outcome(sandbox: Sandbox, body: str, statuses: tuple[str, ...], words: str) -> None:
    outcome = attack(sandbox, body)
    assert outcome.status in statuses
    assert words in outcome.message
    assert outcome.run_ms < 5_500


def test_the_disk_is_a_few_megabytes_of_memory(sandbox: Sandbox) -> None:
    body = """
total = 0
for number in range(200):
    try:
        with open(f"/tmp/{number}", "wb", 0) as file:
            total += file.write(bytes(1 << 20))
    except OSError:
        pass
return f"wrote {total} bytes"
"""
    outcome = attack(sandbox, body, limits=Limits())
    written = int(outcome.tests[0].message.split("wrote ")[1].split()[0])
    assert 8 * MIB <= written <= 17 * MIB


def test_a_pool_of_nested_text_is_a_compile_error(sandbox: Sandbox) -> None:
    outcome = attack(sandbox, "return 1", limits=SHORT)
    assert outcome.status == "failed"
    bomb = Job(
        language="python",
        submitted={"bad.py": "x = " + "[" * 90 + "(" * 100 + ")" * 100 + "]" * 90},
        tests={"test_bad.py": TEST},
        allowed_names=frozenset({"bad.py"}),
        limits=SHORT,
    )
    assert sandbox.run(job=bomb).status in ("compile_error", "error")
