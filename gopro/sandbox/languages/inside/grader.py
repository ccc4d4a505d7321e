"""Runs inside the box: check the author's files, run the tests that came by standard input, report each by name.

The tests are never a file here, so neither the author's code nor a traceback can read them.
"""

import ast
import json
import os
import sys
import time
import traceback
import types
import unittest
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from io import TextIOBase
from pathlib import Path
from typing import Any, Final

from gopro.sandbox.languages.inside.policy import Refused, check, parsed

WORK: Final = "/w"
SAID: Final = 500
MESSAGE: Final = 8_000
Report = Callable[[dict[str, object]], None]
Failure = tuple[type[BaseException], BaseException, types.TracebackType | None]


class Said(TextIOBase):
    """What the author printed during one test, as much of it as is kept."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        self.text += text[: SAID - len(self.text)]
        return len(text)


class TestModules:
    """Imports the test files from memory, so that they can import each other."""

    def __init__(self, *, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self._sources else None  # type: ignore[arg-type]  # duck-typed loader

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual module will do."""

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self._sources.pop(module.__name__), f"<{module.__name__}>", "exec"), module.__dict__)  # noqa: S102 - the tests, by their owner


class PlainFunction(unittest.FunctionTestCase):
    """A `test_*` function, named like a method."""

    def __init__(self, *, module: str, function: Callable[[], None]) -> None:
        super().__init__(function)
        self._name = f"{module}.{function.__name__}"

    def id(self) -> str:
        return self._name


class Reporter(unittest.TestResult):
    """Tells each test's beginning and end at once, so that a crash loses only what had not ended."""

    def __init__(self, *, report: Report) -> None:
        super().__init__()
        self._report = report
        self._bad: list[str] = []
        self._skipped: str | None = None
        self._said = Said()

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802 - unittest's name
        super().startTest(test)
        self._bad, self._skipped, self._said = [], None, Said()
        sys.stdout = sys.stderr = self._said
        self._report({"begin": test.id()})

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802 - unittest's name
        status = "failed" if self._bad else "passed" if self._skipped is None else "skipped"
        message = "\n".join(self._bad) or self._skipped or ""
        self._report({"end": test.id(), "status": status, "message": message[:MESSAGE], "output": self._said.text})

    def addError(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802 - unittest's name
        if isinstance(test, unittest.TestCase):
            self._bad.append(told(failure=err))
        else:  # a class's or module's set-up: no test of it begins
            self._report({"loose": told(failure=err)})

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802 - unittest's name
        self._bad.append(told(failure=err))

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:  # noqa: N802 - unittest's
        if err is not None:
            self._bad.append(f"{subtest.id().removeprefix(test.id()).strip()}: {told(failure=err)}")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802 - unittest's name
        self._skipped = reason

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802 - unittest's name
        self._bad.append("This test was expected to fail and did not.")


def told(*, failure: Failure) -> str:
    """The error and the author's own lines on the way to it; the tests' lines are not for their eyes."""
    kind, error, trace = failure
    try:
        said = str(error)
    except BaseException:
        said = "(its text could not be made)"
    own = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(f"{WORK}/")]
    lines = [f"  {frame.filename.removeprefix(f'{WORK}/')}, line {frame.lineno}: {frame.line}" for frame in own[-10:]]
    return "\n".join([f"{kind.__name__}: {said}" if said else kind.__name__, *lines])[:MESSAGE]


def checked(*, task: dict[str, Any]) -> str | None:
    """The refusal of the author's files, if any: which kind, and why."""
    trees: dict[str, ast.Module] = {}
    for name in task["submitted"]:
        if name.endswith(".py"):
            trees[name] = parsed(name=name, source=Path(WORK, name).read_text(encoding="utf-8"))
            compile(trees[name], name, "exec")
    reference = [parsed(name=name, source=text) for name, text in task["reference"].items() if name.endswith(".py")]
    ours = {name.removesuffix(".py").partition("/")[0] for name in task["beside"]}
    try:
        check(trees=trees, reference=reference, ours=ours)
    except Refused as refusal:
        return str(refusal)
    return None


def cases(*, module: types.ModuleType) -> Iterator[unittest.TestCase | unittest.TestSuite]:
    loader = unittest.TestLoader()
    for name, thing in vars(module).copy().items():
        if isinstance(thing, type) and issubclass(thing, unittest.TestCase) and thing.__module__ == module.__name__:
            yield loader.loadTestsFromTestCase(thing)
        elif name.startswith("test") and isinstance(thing, types.FunctionType) and thing.__module__ == module.__name__:
            yield PlainFunction(module=module.__name__, function=thing)


def run_tests(*, sources: dict[str, str], report: Report) -> None:
    names = sorted(sources)
    sys.meta_path.insert(0, TestModules(sources=sources))
    sys.path.insert(0, WORK)
    reporter = Reporter(report=report)
    reporter.startTestRun()
    suite = unittest.TestSuite()
    for name in names:
        try:
            module = __import__(name)
        except BaseException as problem:
            report({"loose": told(failure=(type(problem), problem, problem.__traceback__))})
            return
        suite.addTests(cases(module=module))
    suite.run(reporter)
    report({"done": reporter.testsRun})


def reporting(*, nonce: str) -> Report:
    """A way out that isn't standard output, which is the author's now and leads nowhere."""
    way = os.dup(1)
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.dup2(empty, 1)

    def report(fact: dict[str, object]) -> None:
        line = f"{nonce} {json.dumps(fact)}\n".encode()
        while line:
            line = line[os.write(way, line) :]

    return report


def main() -> None:
    started = time.monotonic()
    task = json.loads(sys.stdin.buffer.read())
    report = reporting(nonce=task.pop("nonce"))
    try:
        refusal = checked(task=task)
    except SyntaxError as problem:
        place = f"{problem.filename}, line {problem.lineno}: " if problem.lineno else ""
        report({"syntax": f"{place}{problem.msg}\n{(problem.text or '').rstrip()}".rstrip()})
        return
    if refusal:
        report({"refused": refusal})
        return
    report({"compiled": round((time.monotonic() - started) * 1000)})
    os.chdir(WORK)
    run_tests(sources=task["tests"], report=report)


if __name__ == "__main__":
    main()
    os._exit(0)  # neither threads nor exit hooks of the author's get another word
