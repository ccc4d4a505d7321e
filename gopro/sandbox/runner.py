"""Run a job and answer its outcome; record what a reference does; refuse everything until the self-test holds."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Final

from gopro.sandbox.contract import SUBMITTED_BYTES, Job, Outcome, Readiness, SandboxError
from gopro.sandbox.languages.go import Go
from gopro.sandbox.languages.interface import Language, Progress
from gopro.sandbox.languages.python import Python
from gopro.sandbox.probe import probe_isolation
from gopro.sandbox.slots import Slots
from gopro.sandbox.tools import Tools, find_tools, require_reachable
from gopro.sandbox.verdict import judge

WAIT_SECONDS: Final = 120.0
RECORDED: Final = {"passed": "PASS", "skipped": "SKIP"}


class Sandbox:
    """Made once a process. `state` is a folder of ours for caches and slots; whoever shares it shares the slots."""

    def __init__(self, *, state: Path, slots: int = 2, wait_seconds: float = WAIT_SECONDS) -> None:
        self._state = state.resolve()
        self._slots = Slots(folder=self._state / "slots", count=slots)
        self._wait_seconds = wait_seconds
        python = Python(state=self._state)
        self._languages: dict[str, Language] = {"go": Go(state=self._state), "python": python}
        self._python = python
        self._readiness: Readiness | None = None
        self._testing = Lock()

    def languages(self) -> tuple[str, ...]:
        """Known, whether ready or not; `selftest` says which are."""
        return tuple(self._languages)

    def run(self, *, job: Job) -> Outcome:
        """Never raises for what the author did, and never runs without isolation."""
        started = time.monotonic()
        try:
            refusal = self._refusal(job=job)
            outcome = refusal or self._graded(job=job)
        except (SandboxError, OSError) as problem:
            outcome = Outcome(status="infra_error", message=str(problem))
        return replace(outcome, duration_ms=round((time.monotonic() - started) * 1000))

    def record(self, *, job: Job) -> dict[str, str]:
        """What a reference's tests answer, by name: PASS or SKIP. Raises SandboxError if it doesn't pass."""
        outcome = self.run(job=replace(job, expected=None))
        if outcome.status == "ungraded":
            return {}
        if outcome.status != "passed":
            bad = "; ".join(f"{test.name}: {test.message}" for test in outcome.tests if test.status not in RECORDED)
            raise SandboxError(f"The reference does not pass ({outcome.status}). {outcome.message} {bad}".strip())
        return {test.name: RECORDED[test.status] for test in outcome.tests}

    def prewarm(self, *, progress: Progress) -> None:
        """Make what each language needs, once; raises SandboxError naming each language that could not be made."""
        tools, problems = self._tools, []
        with self._alone():
            self._slots.sweep()
            for language in self._languages.values():
                try:
                    if not language.prepared():
                        with self._slots.one(wait_seconds=self._wait_seconds) as slot:
                            language.prepare(tools=tools, slot=slot, progress=progress)
                except (SandboxError, OSError) as problem:
                    problems.append(f"{language.name}: {problem}")
        self._readiness = None
        if problems:
            raise SandboxError(" ".join(problems))

    def selftest(self) -> Readiness:
        """Prove the isolation by trying to break it, then each language by a job that must pass."""
        with self._testing:
            self._readiness = self._tested()
            return self._readiness

    @cached_property
    def _tools(self) -> Tools:
        self._state.mkdir(mode=0o755, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            require_reachable(path=self._state)
        return find_tools()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._state / "prewarm.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _tested(self) -> Readiness:
        try:
            tools = self._tools
            self._slots.sweep()
            if not self._python.prepared():
                raise SandboxError("python: not prepared yet; run the sandbox's prewarm.")
            with self._slots.one(wait_seconds=self._wait_seconds) as slot:
                isolation = probe_isolation(tools=tools, slot=slot, runtime=self._python.runtime())
        except (SandboxError, OSError) as problem:
            return Readiness(problems=(str(problem),))
        ready, problems = [], []
        for language in self._languages.values():
            problem_found = self._proof_problem(language=language)
            if problem_found:
                problems.append(f"{language.name}: {problem_found}")
            else:
                ready.append(language.name)
        return Readiness(languages=tuple(ready), problems=tuple(problems), isolation=isolation)

    def _proof_problem(self, *, language: Language) -> str:
        try:
            if not language.prepared():
                return "not prepared yet; run the sandbox's prewarm."
            outcome = self._isolated(job=language.proof())
        except (SandboxError, OSError) as problem:
            return str(problem)
        return "" if outcome.status == "passed" else f"its proof ended as {outcome.status}: {outcome.message}"

    def _graded(self, *, job: Job) -> Outcome:
        readiness = self._readiness
        if readiness is None or job.language not in readiness.languages:  # what was missing may have come meanwhile
            readiness = self.selftest()
        if job.language not in readiness.languages:
            raise SandboxError(f"{job.language} can't be run safely here. {' '.join(readiness.problems)}".strip())
        if not job.tests:
            return Outcome(status="ungraded", message="There are no tests.")
        return self._isolated(job=job)

    def _isolated(self, *, job: Job) -> Outcome:
        language = self._languages[job.language]
        with self._slots.one(wait_seconds=self._wait_seconds) as slot:
            transcript = language.grade(job=job, limits=job.limits or language.limits, tools=self._tools, slot=slot)
        return replace(judge(transcript=transcript, expected=job.expected), runner=language.runner())

    def _refusal(self, *, job: Job) -> Outcome | None:
        if job.language not in self._languages:
            raise SandboxError(f"No language named {job.language!r}; known are {', '.join(self._languages)}.")
        for name in (*job.support, *job.tests):
            if not _is_plain(name=name):
                raise SandboxError(f"{name!r} is no name for a file: use a relative path without dots.")
        for name in job.submitted:
            if name not in job.allowed_names or not _is_plain(name=name):
                return Outcome(status="error", message=f"{name[:200]!r} is not one of the files to be written.")
        if any(0xD800 <= ord(letter) <= 0xDFFF for text in job.submitted.values() for letter in text):
            return Outcome(status="error", message="The files are no text: halves of letters are in them.")
        if sum(len(text.encode()) for text in job.submitted.values()) > SUBMITTED_BYTES:
            return Outcome(status="error", message=f"The files are larger than {SUBMITTED_BYTES:,} bytes together.")
        return None


def _is_plain(*, name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and str(path) == name and not path.is_absolute() and ".." not in path.parts and "\0" not in name
