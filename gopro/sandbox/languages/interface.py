"""What a language must answer to be graded, and what it hands to the verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from gopro.sandbox.contract import Job, Limits, TestOutcome
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools

Progress = Callable[[int, int, str], None]  # steps done, steps in all, what is being done
Ending = Literal["finished", "compile_error", "timeout", "refused", "crashed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """What was seen of one job. `complete` says that the program reached its end and itself claims success."""

    ending: Ending
    tests: tuple[TestOutcome, ...] = ()
    complete: bool = False
    message: str = ""
    compile_ms: int = 0
    run_ms: int = 0


class ImportRefused(Exception):
    """The author's text asks for something that the policy keeps out; the message says what."""


class Language(Protocol):
    """One language. Nothing here runs before the self-test held."""

    @property
    def name(self) -> str: ...

    @property
    def limits(self) -> Limits:
        """What a job gets that brings no limits of its own."""
        ...

    def runner(self) -> str:
        """Name and version of what runs the code, such as `go1.26.8`."""
        ...

    def prepared(self) -> bool: ...

    def prepare(self, *, tools: Tools, slot: Slot, progress: Progress) -> None:
        """Make what jobs need, once per version: resumed where it was interrupted, in place only when whole."""
        ...

    def grade(self, *, job: Job, limits: Limits, tools: Tools, slot: Slot) -> Transcript: ...

    def proof(self) -> Job:
        """A small job that passes exactly when the language works."""
        ...
