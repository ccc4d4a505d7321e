"""What goes into the sandbox and what comes out. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

MIB = 1024 * 1024
MESSAGE_CHARS = 65_535
OUTPUT_CHARS = 500
SUBMITTED_BYTES = MIB

Status = Literal["passed", "failed", "compile_error", "timeout", "error", "ungraded", "infra_error"]
TestStatus = Literal["passed", "failed", "skipped", "error"]


class SandboxError(Exception):
    """Our side can't do what was asked; the text says why and what to do. Never the author's fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one job may use. `memory_bytes` bounds each process; the run stage is only one."""

    compile_seconds: int = 30
    run_seconds: int = 10
    cpu_seconds: int = 10
    memory_bytes: int = 1024 * MIB
    processes: int = 64
    file_bytes: int = MIB
    output_bytes: int = MIB


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Files by name. `support` and `tests` are laid over `submitted`, so nothing of ours can be replaced.

    `expected` maps each test's name to PASS or SKIP; without it a pass only needs one test to run and none to fail.
    `reference` is never run: what it imports, the author may import too.
    """

    language: str
    submitted: Mapping[str, str]
    tests: Mapping[str, str]
    support: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, str] | None = None
    allowed_names: frozenset[str] = frozenset()
    reference: Mapping[str, str] = field(default_factory=dict)
    limits: Limits | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TestOutcome:
    """One test, by the name the language gives it."""

    __test__: ClassVar[bool] = False  # pytest collects classes by their name

    name: str
    status: TestStatus
    message: str = ""
    output: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The verdict. `error` is the author's program's fault; `infra_error` is ours: retry it, never count it."""

    status: Status
    tests: tuple[TestOutcome, ...] = ()
    message: str = ""
    duration_ms: int = 0
    compile_ms: int = 0
    run_ms: int = 0
    runner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """What the self-test proved: the languages that hold, and for each other thing why not and what to do."""

    languages: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    isolation: str = ""

    @property
    def ready(self) -> bool:
        return bool(self.languages) and not self.problems
