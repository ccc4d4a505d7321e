"""Health: probes asked side by side, each with its own time-out and state."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from time import monotonic, perf_counter
from typing import Literal

import structlog

log = structlog.stdlib.get_logger("gopro.health")

type State = Literal["up", "down", "timeout"]
type Overall = Literal["up", "degraded", "down"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """Something this process needs. Without a `critical` one it can't serve; without another it serves less."""

    name: str
    probe: Callable[[], object]
    timeout: float = 1.0
    critical: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How a check went. Why it failed stays in the log: addresses and accounts are nobody's business."""

    name: str
    state: State
    duration_ms: float
    critical: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    results: tuple[Result, ...]

    @property
    def state(self) -> Overall:
        failed = [result for result in self.results if result.state != "up"]
        if any(result.critical for result in failed):
            return "down"
        return "degraded" if failed else "up"


@dataclass(slots=True)
class Monitor:
    """Runs checks. A probe that hangs is waited for, not started again and again until threads run out.

    A report is remembered for a moment, so that many who ask are no load on what is asked.
    """

    remembered: float = 0.0
    checks: dict[str, Check] = field(default_factory=dict)
    _last: tuple[float, Report] | None = None
    _running: dict[str, Future[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def register(self, check: Check) -> None:
        self.checks[check.name] = check

    def run(self) -> Report:
        if self._last and monotonic() - self._last[0] < self.remembered:
            return self._last[1]
        asked = [(check, self._ask(check)) for check in tuple(self.checks.values())]
        report = Report(results=tuple(self._results(asked)))
        self._last = (monotonic(), report)
        return report

    def _ask(self, check: Check) -> "Future[float]":
        with self._lock:
            running = self._running.get(check.name)
            if running is None or running.done():
                running = self._running[check.name] = Future()
                threading.Thread(target=_probe, args=(check, running), name=f"health {check.name}", daemon=True).start()
            return running

    @staticmethod
    def _results(asked: Iterable[tuple[Check, "Future[float]"]]) -> Iterable[Result]:
        began = perf_counter()
        for check, future in asked:
            wait([future], timeout=max(0.0, began + check.timeout - perf_counter()))
            state: State = "timeout"
            if future.done():
                state = "down" if future.exception() else "up"
            seconds = future.result() if state == "up" else perf_counter() - began
            yield Result(name=check.name, state=state, duration_ms=round(seconds * 1000, 1), critical=check.critical)


def _probe(check: Check, future: "Future[float]") -> None:
    began = perf_counter()
    try:
        check.probe()
    except Exception as failure:
        log.warning("health.check_failed", check=check.name, exc_info=failure)
        future.set_exception(failure)
    else:
        future.set_result(perf_counter() - began)


ready = Monitor(remembered=0.5)
started = Monitor(remembered=0.5)
