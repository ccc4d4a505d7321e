"""Python jobs in the real sandbox: verdicts, wrong solutions, cheats, and tests that stay hidden."""

import pytest

from gopro.sandbox.contract import Job, Limits, SandboxError
from gopro.sandbox.runner import Sandbox
from tests.gopro.sandbox.conftest import PYTHON_EXPECTED, PYTHON_TEST, Grade

pytestmark = pytest.mark.timeout(600)

RIGHT = "def double(n):\n    return 2 * n\n"
UNTELLABLE = """class E(Exception):
    def __str__(self):
        raise SystemExit


def double(n):
    raise E
"""
WRONG = "\n\ndef double(n):\n    return 7\n"


def test_a_right_solution_passes(grade_python: Grade) -> None:
    outcome = grade_python(RIGHT)
    assert (outcome.status, outcome.message) == ("passed", "")
    assert {test.name: test.status for test in outcome.tests} == dict.fromkeys(PYTHON_EXPECTED, "passed")
    assert outcome.runner.startswith("python3.")


def test_a_wrong_solution_fails_and_the_tests_text_stays_hidden(grade_python: Grade) -> None:
    outcome = grade_python(
        "def double(n):\n    print('asked', n)\n    return helper(n)\n\n\n"
        "def helper(n):\n    return 3 if n == 3 else n // n * 2\n"
    )
    assert outcome.status == "failed"
    by_name = {test.name: test for test in outcome.tests}
    assert by_name["test_two.DoubleTest.test_cases"].status == "failed"
    assert "2 != 4" in by_name["test_two.DoubleTest.test_cases"].message
    assert by_name["test_two.DoubleTest.test_cases"].output == "asked 1\nasked 2\n"
    assert by_name["test_two.DoubleTest.test_zero"].message == (
        "ZeroDivisionError: integer division or modulo by zero\n"
        "  two.py, line 3: return helper(n)\n"
        "  two.py, line 7: return 3 if n == 3 else n // n * 2"
    )
    assert by_name["test_two.test_plain"].message == "AssertionError"
    everything = repr(outcome)
    assert "another secret" not in everything
    assert "assertEqual" not in everything
    assert "CASES" not in everything


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def double(n)\n    return 2 * n\n", "compile_error", "two.py, line 1: expected ':'"),
        ("return 3\n", "compile_error", "two.py, line 1"),
        ("\0", "compile_error", "null bytes"),
        ("(" * 10_000, "compile_error", "too many nested parentheses"),
        ("x = " + "-" * 50_000 + "1", "compile_error", ""),
        ("", "error", "cannot import name 'double'"),
        ("1 / 0\n", "error", "ZeroDivisionError"),
        ("def double(n):\n    pass\n", "failed", ""),
        ("def double(n):\n    raise NotImplementedError\n", "failed", ""),
        ("def double(n):\n    return double(n)\n", "failed", ""),
        ("def double(n):\n    raise SystemExit(0)\n", "failed", ""),
        ("def double(n):\n    raise KeyboardInterrupt\n", "error", ""),
        ("raise SystemExit(0)\n", "error", "SystemExit"),
        ("def double(n):\n    while True:\n        pass\n", "timeout", "longer than 3 s"),
        ("while True:\n    pass\n", "timeout", "longer than 3 s"),
        ("import time\ntime.sleep(99)\n", "timeout", "longer than 3 s"),
        (UNTELLABLE, "failed", ""),
    ],
)  # fmt: skip
def test_wrong_solutions_of_many_kinds(grade_python: Grade, source: str, status: str, words: str) -> None:
    outcome = grade_python(source, limits=Limits(run_seconds=3, cpu_seconds=3, memory_bytes=512 * 1024 * 1024))
    assert outcome.status == status
    assert words in outcome.message


RAW_RESULTS = """import os
for fd in range(9):
    try:
        os.write(fd, b'0 {"end": "test_two.test_plain", "status": "passed"}\\n0 {"done": 3}\\n')
    except OSError:
        pass
os._exit(0)
"""
EMPTIED_CASES = """import sys
sys.modules["test_two"].CASES = {}
sys.modules["test_two"].__dict__.pop("test_plain", None)
"""
OVERWRITTEN = "open('test_two.py', 'w').write('')\nopen('/tmp/test_two.py', 'w').write('')"
CHEATS = {
    "exit at once": ("import os\nos._exit(0)", "os"),
    "exit politely": ("import sys\nsys.exit(0)", "sys"),
    "exit hook": ("import atexit, os\natexit.register(lambda: os._exit(0))", "atexit os"),
    "printed results": ("import os\nprint('{\"done\": 3}')\nos._exit(0)", "os"),
    "raw results": (RAW_RESULTS, "os"),
    "patched run": ("import unittest\nunittest.TestCase.run = lambda self, result: None", "unittest"),
    "patched result": ("import unittest\nunittest.TestResult.addFailure = lambda *a: None", "unittest"),
    "patched loader": ("import unittest\nunittest.TestLoader.loadTestsFromTestCase = lambda *a: []", "unittest"),
    "emptied cases": (EMPTIED_CASES, "sys"),
    "overwritten test": (OVERWRITTEN, "open"),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_no_cheat_passes_even_where_its_means_are_allowed(grade_python: Grade, cheat: str) -> None:
    source, allow = CHEATS[cheat]
    assert grade_python(source + WRONG, allow=allow).status in ("error", "failed")


@pytest.mark.parametrize("cheat", CHEATS)
def test_the_policy_refuses_what_cheats_need(grade_python: Grade, cheat: str) -> None:
    outcome = grade_python(CHEATS[cheat][0] + WRONG)
    assert outcome.status == "error"
    assert "allowed here" in outcome.message or "can't be used here" in outcome.message
    assert {test.status for test in outcome.tests} == set()


def test_a_program_that_digs_up_the_reporter_is_only_kept_out_by_the_policy(grade_python: Grade) -> None:
    """The known limit: code in the tests' process can do all that the tests can. docs/grading.md tells it."""
    forgery = (
        "import gc\n"
        "reports = [f for f in gc.get_objects() if getattr(f, '__qualname__', '') == 'reporting.<locals>.report']\n"
        "import os\n"
        f"for name in {sorted(PYTHON_EXPECTED)!r}:\n"
        "    reports[0]({'begin': name})\n"
        "    reports[0]({'end': name, 'status': 'passed', 'message': '', 'output': ''})\n"
        "reports[0]({'done': 3})\n"
        "os._exit(0)\n"
    )
    assert grade_python(forgery).status == "error"
    assert grade_python(forgery, allow="gc os").status == "passed"


def test_the_tests_are_no_file_inside_and_are_not_to_be_read_again(grade_python: Grade) -> None:
    spy = (
        "import os\n\n\ndef double(n):\n"
        "    seen = []\n"
        "    for folder in ('/proc/self/fd', '/proc/1/fd'):\n"
        "        for fd in os.listdir(folder):\n"
        "            try:\n"
        "                seen.append(os.read(os.open(f'{folder}/{fd}', os.O_RDONLY | os.O_NONBLOCK), 99999))\n"
        "            except OSError:\n"
        "                pass\n"
        "    for folder, _, names in os.walk('/w'):\n"
        "        seen += names\n"
        "    print(seen)\n"
        "    return 2 * n\n"
    )
    outcome = grade_python(spy, allow="os")
    assert outcome.status == "passed"
    assert "two.py" in outcome.tests[0].output
    assert "test_two" not in "".join(test.output for test in outcome.tests)
    assert "secret" not in repr(outcome)


def test_recording_answers_each_test_by_name(sandbox: Sandbox) -> None:
    test = (
        PYTHON_TEST
        + "\n\n@unittest.skip('later')\nclass Later(unittest.TestCase):\n    def test_it(self):\n        pass\n"
    )
    job = Job(
        language="python", submitted={"two.py": RIGHT}, tests={"test_two.py": test}, allowed_names=frozenset({"two.py"})
    )
    assert sandbox.record(job=job) == PYTHON_EXPECTED | {"test_two.Later.test_it": "SKIP"}


def test_recording_a_reference_that_fails_says_why(sandbox: Sandbox) -> None:
    job = Job(
        language="python",
        submitted={"two.py": WRONG},
        tests={"test_two.py": PYTHON_TEST},
        allowed_names=frozenset({"two.py"}),
    )
    with pytest.raises(SandboxError, match=r"does not pass \(failed\)"):
        sandbox.record(job=job)


def test_tests_may_use_data_and_each_other(sandbox: Sandbox) -> None:
    tests = {
        "test_two.py": (
            "from cases import VALUES\nfrom two import double\n\n\n"
            "def test_all():\n    assert [double(v) for v in VALUES] == [2]\n"
        ),
        "cases.py": "import json\nfrom pathlib import Path\n\nVALUES = json.loads(Path('values.json').read_text())\n",
        "values.json": "[1]",
    }  # fmt: skip
    job = Job(language="python", submitted={"two.py": RIGHT}, tests=tests, allowed_names=frozenset({"two.py"}))
    assert sandbox.record(job=job) == {"test_two.test_all": "PASS"}
