"""How the gateway and what stands behind it are: live, ready, started."""

import asyncio
from dataclasses import asdict, dataclass, field
from time import monotonic, perf_counter
from typing import Literal

import aiohttp

from gopro.gateway.table import Kind
from gopro.gateway.upstreams import Upstreams

type State = Literal["up", "down", "timeout"]

PATH = "/health/ready"
CHECK_SECONDS = 2.0
# Probes by many must not become load on what they probe.
REMEMBERED_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The state of one upstream, and how long it took to say so."""

    name: str
    kind: Kind
    state: State
    duration_ms: float


@dataclass(kw_only=True, slots=True)
class Health:
    """Asks every upstream at once, each with its own time limit."""

    session: aiohttp.ClientSession
    upstreams: Upstreams
    host: str
    draining: bool = False
    started: bool = False
    _checks: list[Check] = field(default_factory=list)
    _checked_at: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def checks(self) -> list[Check]:
        async with self._lock:
            if monotonic() - self._checked_at > REMEMBERED_SECONDS:
                asked = [self._check(kind, origin, rooms) for kind, origin, rooms in self.upstreams.origins()]
                self._checks = list(await asyncio.gather(*asked))
                self._checked_at = monotonic()
                self.started = self.started or _serves(self._checks)
        return self._checks

    async def report(self) -> tuple[bool, dict[str, object]]:
        """Ready while some web serves: one room's outage must not take the front door from the others."""
        checks = await self.checks()
        ready = _serves(checks) and not self.draining
        return ready, {"status": self._word(checks, ready=ready), "checks": [asdict(check) for check in checks]}

    def _word(self, checks: list[Check], *, ready: bool) -> str:
        if self.draining:
            return "draining"
        if not ready:
            return "down"
        return "up" if all(check.state == "up" for check in checks) else "degraded"

    async def _check(self, kind: Kind, origin: str, rooms: tuple[str, ...]) -> Check:
        began = perf_counter()
        state = await self._ask(origin + PATH)
        duration_ms = round((perf_counter() - began) * 1000, 1)
        return Check(name=f"{kind}:{'+'.join(rooms)}", kind=kind, state=state, duration_ms=duration_ms)

    async def _ask(self, url: str) -> State:
        asking = self.session.get(url, headers={"Host": self.host}, allow_redirects=False)
        try:
            async with asyncio.timeout(CHECK_SECONDS), asking as response:
                return "up" if response.status == 200 else "down"
        except TimeoutError:
            return "timeout"
        except aiohttp.ClientError:
            return "down"


def _serves(checks: list[Check]) -> bool:
    return any(check.kind == "web" and check.state == "up" for check in checks)
