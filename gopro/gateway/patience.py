"""How long a request waits for an upstream that refuses connections: a restart is short, an outage is not."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from gopro.resilience.deadline import Deadline

PAUSE = 0.05


@dataclass(kw_only=True, slots=True)
class Patience:
    """Counted from an origin's first refusal, not from the request's start: behind a dead upstream nobody queues."""

    seconds: float
    _refusals: dict[str, tuple[float, float]] = field(default_factory=dict)

    async def wait(self, origin: str, *, deadline: Deadline) -> bool:
        """Note a refused connection; True after a pause if it is worth trying again."""
        now = monotonic()
        first, latest = self._refusals.get(origin, (now, now))
        if now - latest > self.seconds:
            first = now
        self._refusals[origin] = (first, now)
        if now - first + PAUSE > self.seconds or deadline.remaining <= PAUSE:
            return False
        await asyncio.sleep(PAUSE)
        return True

    def answered(self, origin: str) -> None:
        self._refusals.pop(origin, None)
