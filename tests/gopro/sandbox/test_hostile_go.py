"""Hostile Go programs, with every import allowed to them: each ends cleanly and the next job finds nothing of it."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gopro.sandbox.contract import MIB, Job, Limits, Outcome
from gopro.sandbox.runner import Sandbox
from tests.gopro.sandbox.conftest import ROOT, processes_left

pytestmark = pytest.mark.timeout(600)

TEST = 'package bad\n\nimport "testing"\n\nfunc TestAttack(t *testing.T) { t.Fatal(Attack()) }\n'
SHORT = Limits(run_seconds=4, cpu_seconds=4)
NORMAL = Job(
    language="go",
    submitted={"bad.go": 'package bad\n\nfunc Attack() string { return "" }\n'},
    tests={"bad_test.go": TEST.replace("t.Fatal(Attack())", "_ = Attack()")},
    expected={"TestAttack": "PASS"},
    allowed_names=frozenset({"bad.go"}),
)


@pytest.fixture(autouse=True)
def _the_next_job_is_as_ever(sandbox: Sandbox) -> Iterator[None]:
    yield
    assert processes_left() == []
    assert sandbox.run(job=NORMAL).status == "passed"


def attack(sandbox: Sandbox, body: str, *imports: str, more: str = "", limits: Limits = SHORT) -> Outcome:
    lines = "".join(f'import "{name}"\n' for name in imports)
    source = f"package bad\n{lines}\n{more}\nfunc Attack() string {{\n{body}\n}}\n"
    return sandbox.run(
        job=Job(
            language="go",
            submitted={"bad.go": source},
            tests={"bad_test.go": TEST},
            expected={"TestAttack": "PASS"},
            allowed_names=frozenset({"bad.go"}),
            reference={"bad.go": f"package bad\n{lines}"},
            limits=limits,
        )
    )


LOOK_AROUND = """
	seen := map[string]string{}
	try := func(name string, f func() error) {
		if err := f(); err != nil { seen[name] = "refused" } else { seen[name] = "OPEN" }
	}
	read := func(path string) func() error { return func() error { _, err := os.ReadFile(path); return err } }
	write := func(path string) func() error { return func() error { return os.WriteFile(path, []byte("x"), 0600) } }
	dial := func(net_, to string) func() error {
		return func() error { _, err := net.DialTimeout(net_, to, time.Second); return err }
	}
	fd := func(f, t int) func() error { return func() error { _, err := syscall.Socket(f, t, 0); return err } }
	try("passwd", read("/etc/passwd"))
	try("shadow", read("/etc/shadow"))
	try("project", read("PROJECT/pyproject.toml"))
	try("tests in src", read("/src/bad_test.go"))
	try("tests in cwd", read("bad_test.go"))
	try("toolchain", read("/usr/local/go/VERSION"))
	try("cache", func() error { _, err := os.ReadDir("/gocache"); return err })
	try("root of 1", read("/proc/1/root/etc/passwd"))
	try("other process", read("/proc/PID/status"))
	try("host loopback", dial("tcp", "127.0.0.1:PORT"))
	try("outward", dial("tcp", "1.1.1.1:443"))
	try("outward udp", func() error {
		c, err := net.Dial("udp", "8.8.8.8:53")
		if err != nil { return err }
		_, err = c.Write([]byte("x"))
		return err
	})
	try("vsock", fd(40, 1))
	try("netlink", fd(16, 3))
	try("packet", fd(17, 3))
	try("write /", write("/x"))
	try("write /out", write("/out/x"))
	try("replace binary", write("/out/t.test"))
	try("write /dev/shm", write("/dev/shm/x"))
	try("write /proc/sys", write("/proc/sys/kernel/hostname"))
	try("fork", func() error { return exec.Command("/proc/self/exe", "-test.list=.").Run() })
	try("mount", func() error { return syscall.Mount("x", "/tmp", "tmpfs", 0, "") })
	try("unshare", func() error { return syscall.Unshare(syscall.CLONE_NEWUSER) })
	try("chroot", func() error { return syscall.Chroot("/tmp") })
	try("setuid", func() error { return syscall.Setuid(0) })
	try("ptrace", func() error { return syscall.PtraceAttach(1) })
	try("shared memory", func() error { _, err := syscall.Mmap(-1, 0, 4096, 3, 33); return err })
	try("kill all", func() error { return syscall.Kill(-1, syscall.SIGKILL) })
	syscall.Kill(1, syscall.SIGKILL)
	syscall.Kill(os.Getppid(), syscall.SIGTERM)
	found, _ := os.ReadDir("/")
	for _, entry := range found { seen["/"] += entry.Name() + " " }
	seen["user"] = fmt.Sprint(os.Getuid() != 0)
	seen["environment"] = fmt.Sprint(os.Environ())
	answer, _ := json.Marshal(seen)
	return string(answer)
"""
LOOK_IMPORTS = ("encoding/json", "fmt", "net", "os", "os/exec", "syscall", "time")


def test_nothing_of_the_machine_can_be_seen_reached_or_changed(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        body = LOOK_AROUND.replace("PORT", port).replace("PROJECT", str(ROOT)).replace("PID", str(os.getpid()))
        outcome = attack(sandbox, body, *LOOK_IMPORTS, limits=Limits())
    assert outcome.status == "failed"
    message = outcome.tests[0].message
    seen = json.loads(message[message.index("{") :])
    assert seen.pop("/") == "dev out proc tmp w "
    assert seen.pop("user") == "true"
    assert seen.pop("environment") == "[HOME=/tmp PWD=/w]"
    assert {name for name, answer in seen.items() if answer != "refused"} == set()


def test_a_fork_bomb_starts_nothing(sandbox: Sandbox) -> None:
    start = 'if exec.Command("/proc/self/exe").Start() == nil { n++ }'
    body = f'n := 0\nfor i := 0; i < 2000; i++ {{ {start} }}\nreturn fmt.Sprint("started ", n)'
    outcome = attack(sandbox, body, "fmt", "os/exec")
    assert outcome.status == "failed"
    assert "started 0" in outcome.tests[0].message


@pytest.mark.parametrize(
    ("body", "imports", "statuses", "words"),
    [
        pytest.param("for { }", (), ("timeout",), "longer than 4 s", id="endless loop"),
        pytest.param("time.Sleep(time.Hour)\nreturn `x`", ("time",), ("timeout",), "longer than 4 s", id="sleep"),
        pytest.param(
            "signal.Ignore(syscall.SIGXCPU, syscall.SIGTERM)\nfor { go func() { for { } }() }",
            ("os/signal", "syscall"), ("timeout", "error"), "", id="spinning threads that ignore signals",
        ),
        pytest.param(
            "line := make([]byte, 1<<20)\nfor i := 0; i < 10240; i++ { os.Stdout.Write(line) }\nreturn `x`",
            ("os",), ("error",), "stopped after printing", id="10 GB of output",
        ),
        pytest.param(
            "for i := 0; i < 1000; i++ { go func() { runtime.LockOSThread(); time.Sleep(time.Hour) }() }\n"
            "time.Sleep(2 * time.Second)\nreturn `x`",
            ("runtime", "time"), ("error", "failed"), "", id="threads",
        ),
        pytest.param(
            "for { go func() { b := make([]byte, 1<<16); for i := range b { b[i] = 1 }; select {} }() }",
            (), ("timeout", "error"), "", id="goroutines",
        ),
        pytest.param("os.Exit(0)\nreturn ``", ("os",), ("failed", "error"), "", id="exit zero"),
        pytest.param(
            "p := (*int)(unsafe.Pointer(uintptr(8)))\n*p = 1\nreturn ``",
            ("unsafe",), ("failed", "error"), "", id="segfault",
        ),
        pytest.param(
            "syscall.Kill(syscall.Getpid(), syscall.SIGKILL)\nselect {}",
            ("syscall",), ("error",), "exit code 137", id="own death",
        ),
        pytest.param(
            "syscall.Close(0); syscall.Close(1); syscall.Close(2)\nfor { time.Sleep(time.Second) }",
            ("syscall", "time"), ("timeout", "error"), "", id="closed output",
        ),
    ],
)  # fmt: skip
def test_a_hog_ends_with_a_clean_outcome(
    sandbox: Sandbox, body: str, imports: tuple[str, ...], statuses: tuple[str, ...], words: str
) -> None:
    outcome = attack(sandbox, body, *imports)
    assert outcome.status in statuses
    assert words in outcome.message
    assert outcome.run_ms < 5_500


def test_memory_ends_at_its_limit(sandbox: Sandbox) -> None:
    fill = "b := make([]byte, 1<<26); for i := range b { b[i] = 1 }"
    body = f"var kept [][]byte\nfor {{ {fill}; kept = append(kept, b) }}"
    outcome = attack(sandbox, body, limits=Limits(run_seconds=40, cpu_seconds=20))
    assert outcome.status == "error"
    assert "out of memory" in outcome.message


def test_the_disk_is_a_few_megabytes_of_memory(sandbox: Sandbox) -> None:
    body = """
	total, big := 0, make([]byte, 1<<20)
	one := func(path string) {
		if f, err := os.Create(path); err == nil { n, _ := f.Write(big); total += n; f.Close() }
	}
	for i := 0; i < 200; i++ { one(fmt.Sprint("/tmp/", i)); one(fmt.Sprint("/w/", i)) }
	f, _ := os.Create("/tmp/big")
	_, err := f.Write(make([]byte, 2<<20))
	return fmt.Sprint("wrote ", total, " ", err != nil)
"""
    outcome = attack(sandbox, body, "fmt", "os", limits=Limits())
    assert outcome.status == "failed"
    written, refused = outcome.tests[0].message.split("wrote ")[1].split()[:2]
    assert 16 * MIB <= int(written) <= 34 * MIB
    assert refused == "true"


COMPILE_BOMBS = {
    "huge array": "var Big = [1 << 28]int{1}\nfunc init() { Big[3] = 1 }",
    "many functions": "".join(f"func F{n}(a, b int) int {{ return a*{n} + b }}\n" for n in range(20_000)),
    "type blow-up": "type T0 struct{ a, b int }\n"
    + "".join(f"type T{n} struct {{ a, b, c, d, e, f, g, h T{n - 1} }}\n" for n in range(1, 9))
    + "var Blow T8\nfunc init() { Blow.a.a.a.a.a.a.a.a.a = 1 }",
    "deep nesting": f"var Deep = {'(' * 20_000}1{')' * 20_000}",
}


@pytest.mark.parametrize("bomb", COMPILE_BOMBS)
def test_a_compile_bomb_ends_within_its_limits(sandbox: Sandbox, bomb: str) -> None:
    limits = Limits(compile_seconds=8, run_seconds=4)
    outcome = attack(sandbox, "return ``", more=COMPILE_BOMBS[bomb], limits=limits)
    assert outcome.status in ("compile_error", "timeout", "failed")
    assert outcome.compile_ms < 9_500
    assert outcome.message or outcome.status == "failed"


def test_nothing_is_written_outside_the_state(sandbox: Sandbox) -> None:
    before = {path.name for path in Path("/tmp").iterdir() if path.name.startswith(("go-", "bwrap"))}  # noqa: S108 - looked at only
    attack(sandbox, "return os.TempDir()", "os")
    after = {path.name for path in Path("/tmp").iterdir() if path.name.startswith(("go-", "bwrap"))}  # noqa: S108 - looked at only
    assert after <= before
