"""One sandbox for all tests, prepared once: its state outlives the run, so only the first pays for the caches."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from gopro.sandbox.contract import Job, Limits, Outcome
from gopro.sandbox.runner import Sandbox
from gopro.sandbox.slots import Slots
from tests.places import sandbox_folder

ROOT = Path(__file__).resolve().parents[3]
STATE = sandbox_folder()  # not the run's own scratch folder, which would pay for the caches each time

GO_TEST = """package two

import "testing"

var testCases = []struct {
	name string
	in   int
}{{"one", 1}, {"two", 2}}

func TestDouble(t *testing.T) {
	for _, tc := range testCases {
		t.Run(tc.name, func(t *testing.T) {
			if got := Double(tc.in); got != 2*tc.in {
				t.Fatalf("Double(%d) = %d, want %d", tc.in, got, 2*tc.in)
			}
		})
	}
}

func TestZero(t *testing.T) {
	if Double(0) != 0 {
		t.Error("Double(0) is not 0")
	}
}
"""
GO_EXPECTED = {"TestDouble": "PASS", "TestDouble/one": "PASS", "TestDouble/two": "PASS", "TestZero": "PASS"}

PYTHON_TEST = """import unittest

from two import double

CASES = {"one": 1, "two": 2}


class DoubleTest(unittest.TestCase):
    def test_cases(self):
        for name, value in CASES.items():
            with self.subTest(name):
                self.assertEqual(double(value), value * 2, "secret words of the test")

    def test_zero(self):
        self.assertEqual(double(0), 0)


def test_plain():
    assert double(3) == 6  # another secret of the test
"""
PYTHON_EXPECTED = {
    "test_two.DoubleTest.test_cases": "PASS",
    "test_two.DoubleTest.test_zero": "PASS",
    "test_two.test_plain": "PASS",
}

Grade = Callable[..., Outcome]


def quiet(done: int, total: int, doing: str) -> None:
    """Tests don't watch the preparation."""


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    made = Sandbox(state=STATE, slots=2)
    made.prewarm(progress=quiet)
    return made


@pytest.fixture
def grade_go(sandbox: Sandbox) -> Grade:
    """Run a Go text against the two tests above; `allow` names imports that the reference would use."""

    def grade(
        source: str,
        *,
        allow: str = "",
        limits: Limits | None = None,
        tests: Mapping[str, str] | None = None,
        expected: Mapping[str, str] | None = GO_EXPECTED,
    ) -> Outcome:
        imports = "".join(f'import _ "{name}"\n' for name in allow.split())
        return sandbox.run(
            job=Job(
                language="go",
                submitted={"two.go": source},
                tests=tests or {"two_test.go": GO_TEST},
                expected=expected,
                allowed_names=frozenset({"two.go"}),
                reference={"example.go": f"package two\n{imports}"},
                limits=limits,
            )
        )

    return grade


@pytest.fixture
def grade_python(sandbox: Sandbox) -> Grade:
    """Run a Python text against the three tests above; `allow` names what the reference would use."""

    def grade(source: str, *, allow: str = "", limits: Limits | None = None, test: str = PYTHON_TEST) -> Outcome:
        names = allow.split()
        return sandbox.run(
            job=Job(
                language="python",
                submitted={"two.py": source},
                tests={"test_two.py": test},
                expected=PYTHON_EXPECTED,
                allowed_names=frozenset({"two.py"}),
                reference={"example.py": "".join(f"import {name}\n{name}\n" for name in names)},
                limits=limits,
            )
        )

    return grade


def processes_left(*, within_seconds: float = 3) -> list[str]:
    """What still runs of a slot's earlier job, while we hold the slot so that nothing new may."""
    with Slots(folder=STATE / "slots", count=2).one(wait_seconds=60) as slot:
        until = time.monotonic() + within_seconds
        while (found := _processes_seeing(folder=slot.folder)) and time.monotonic() < until:
            time.sleep(0.05)
        return found


def _processes_seeing(*, folder: Path) -> list[str]:
    """A job's processes have parts of their slot's folder mounted; nobody else has."""
    found = []
    for mounts in Path("/proc").glob("[0-9]*/mountinfo"):
        with suppress(OSError):  # it ended meanwhile, or is a zombie
            if f" {folder.resolve()}/" in mounts.read_text():
                found.append(mounts.with_name("cmdline").read_text())
    return found
