"""Python: one process checks the author's files and runs the tests, which it is told by a pipe and never as files."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from gopro.sandbox.box import run_in_box
from gopro.sandbox.contract import MESSAGE_CHARS, OUTPUT_CHARS, Job, Limits, TestOutcome
from gopro.sandbox.languages.interface import Ending, Progress, Transcript
from gopro.sandbox.languages.python_runtime import LIMITS, PythonRuntime, copy_runtime, find_runtime
from gopro.sandbox.process import Execution
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools


class Python:
    """Graded by unittest cases and plain `test_*` functions; a test's name is `module.Class.method`."""

    name = "python"
    limits = LIMITS

    def __init__(self, *, state: Path) -> None:
        self._state = state

    @cached_property
    def _runtime(self) -> PythonRuntime:
        return find_runtime(state=self._state)

    def runtime(self) -> PythonRuntime:
        return self._runtime

    def runner(self) -> str:
        return self._runtime.folder.name.partition("-")[0]

    def prepared(self) -> bool:
        return self._runtime.prepared

    def prepare(self, *, tools: Tools, slot: Slot, progress: Progress) -> None:
        progress(0, 1, "copying the Python interpreter")
        copy_runtime(runtime=self._runtime)
        progress(1, 1, "the Python interpreter is ready")

    def proof(self) -> Job:
        return Job(
            language=self.name,
            submitted={"proof.py": "def one():\n    return 1\n"},
            tests={"test_proof.py": "from proof import one\n\n\ndef test_one():\n    assert one() == 1\n"},
            expected={"test_proof.test_one": "PASS"},
            allowed_names=frozenset({"proof.py"}),
        )

    def grade(self, *, job: Job, limits: Limits, tools: Tools, slot: Slot) -> Transcript:
        work = slot.make_folder(name="work")
        data = {name: text for name, text in job.tests.items() if not name.endswith(".py")}
        files = {**job.submitted, **job.support, **data}
        files = {name: text for name, text in files.items() if name not in job.tests or name in data}
        slot.lay(folder=work, files=files)
        nonce = secrets.token_hex(16)
        ran = run_in_box(
            box=self._runtime.box(limits=limits, files={f"/w/{name}": work / name for name in files}),
            tools=tools,
            slot=slot,
            command=self._runtime.command(script="grader"),
            stdin=json.dumps(_task(job=job, nonce=nonce, files=files)).encode(),
        )
        heard = _Heard()
        for fact in _facts(text=ran.text, nonce=nonce):
            heard.hear(fact=fact)
        return _transcript(ran=ran, heard=heard, limits=limits)


def _task(*, job: Job, nonce: str, files: dict[str, str]) -> dict[str, Any]:
    tests = {PurePosixPath(name).stem: text for name, text in job.tests.items() if name.endswith(".py")}
    return {
        "nonce": nonce,
        "submitted": [name for name in job.submitted if name in files and name not in job.support],
        "reference": dict(job.reference),
        "beside": list(files),
        "tests": tests,
    }


def _facts(*, text: str, nonce: str) -> Iterator[dict[str, Any]]:
    """Lines that carry the job's secret; whatever else was printed is not ours."""
    for line in text.splitlines():
        if line.startswith(f"{nonce} "):
            try:
                yield json.loads(line[len(nonce) + 1 :])
            except ValueError:
                return  # cut off by a limit


@dataclass(kw_only=True, slots=True)
class _Heard:
    began: list[str] = field(default_factory=list)
    ended: dict[str, TestOutcome] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    compile_ms: int = 0
    compiled: bool = False
    done: int | None = None
    twice: bool = False
    refused: str = ""
    syntax: str = ""

    def hear(self, *, fact: dict[str, Any]) -> None:
        match fact:
            case {"begin": str(name)}:
                self.began.append(name)
            case {"end": str(name), "status": status, "message": message, "output": output}:
                self.twice = self.twice or name in self.ended
                self.ended[name] = TestOutcome(name=name, status=status, message=message, output=output[:OUTPUT_CHARS])
            case {"loose": str(text)}:
                self.loose.append(text)
            case {"compiled": int(milliseconds)}:
                self.compiled, self.compile_ms = True, milliseconds
            case {"done": int(count)}:
                self.done = count
            case {"refused": str(text)}:
                self.refused = text
            case {"syntax": str(text)}:
                self.syntax = text

    def tests(self) -> tuple[TestOutcome, ...]:
        unfinished = "The test began and did not end."
        return tuple(
            self.ended.get(name) or TestOutcome(name=name, status="error", message=unfinished)
            for name in dict.fromkeys(self.began)
        )


def _transcript(*, ran: Execution, heard: _Heard, limits: Limits) -> Transcript:
    ending, message = _ending(ran=ran, heard=heard, limits=limits)
    return Transcript(
        ending=ending,
        tests=heard.tests(),
        complete=ending == "finished" and ran.exit_code == 0 and heard.done == len(heard.ended) and not heard.twice,
        message=message[:MESSAGE_CHARS],
        compile_ms=heard.compile_ms,
        run_ms=ran.milliseconds - heard.compile_ms,
    )


def _ending(*, ran: Execution, heard: _Heard, limits: Limits) -> tuple[Ending, str]:
    if heard.syntax:
        return "compile_error", heard.syntax
    if heard.refused:
        return "refused", heard.refused
    if ran.flooded:
        return "crashed", f"The program was stopped after printing {limits.output_bytes:,} bytes."
    if ran.timed_out or ran.used_up(limits.cpu_seconds):
        return "timeout", f"The tests took longer than {limits.run_seconds} s."
    if ran.exit_code == 0 and heard.done is not None:
        return "finished", "\n".join(heard.loose)
    if not heard.compiled:
        return "compile_error", f"The files could not be read within the limits (exit code {ran.exit_code})."
    if heard.loose:
        return "crashed", "\n".join(heard.loose)
    return "crashed", f"The program ended with exit code {ran.exit_code} before its tests did."
