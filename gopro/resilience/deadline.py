"""A deadline: the moment after which nobody waits for the answer any more."""

from dataclasses import dataclass
from time import monotonic
from typing import Self


@dataclass(frozen=True, slots=True)
class Deadline:
    """Counted on the monotonic clock, which is also an event loop's: setting the wall clock moves no deadline."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        return cls(monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - monotonic())

    @property
    def passed(self) -> bool:
        return monotonic() >= self.at

    @property
    def header(self) -> str:
        """For `X-Request-Deadline`: the milliseconds left, since two machines' clocks never agree."""
        return str(int(self.remaining * 1000))
