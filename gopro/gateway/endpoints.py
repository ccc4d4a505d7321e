"""The few paths that the gateway answers itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson

from gopro.gateway import problems
from gopro.gateway.exchange import Exchange
from gopro.gateway.health import Health
from gopro.gateway.metrics import Metrics
from gopro.gateway.table import SAFE

type Endpoint = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoints:
    """Health for probes and people, metrics for Prometheus."""

    health: Health
    metrics: Metrics
    version: str

    def by_path(self) -> Mapping[bytes, Endpoint]:
        return {
            b"/health/live": self.live,
            b"/health/ready": self.ready,
            b"/health/startup": self.startup,
            b"/metrics": self.figures,
            b"/api/v1/health": self.status,
        }

    async def live(self, exchange: Exchange) -> None:
        await _answer(exchange, 200, {"status": "up"})

    async def ready(self, exchange: Exchange) -> None:
        ready, report = await self.health.report()
        await _answer(exchange, 200 if ready else 503, report)

    async def startup(self, exchange: Exchange) -> None:
        if not self.health.started:
            await self.health.checks()
        started = self.health.started
        await _answer(exchange, 200 if started else 503, {"status": "up" if started else "starting"})

    async def figures(self, exchange: Exchange) -> None:
        await _send(exchange, 200, self.metrics.content_type, self.metrics.text())

    async def status(self, exchange: Exchange) -> None:
        ready, report = await self.health.report()
        await _answer(exchange, 200 if ready else 503, {**report, "version": self.version})


async def respond(endpoint: Endpoint, exchange: Exchange) -> None:
    if exchange.method not in SAFE:
        raise problems.method_not_allowed(SAFE)
    await endpoint(exchange)


async def _answer(exchange: Exchange, status: int, content: Mapping[str, object]) -> None:
    await _send(exchange, status, b"application/json", orjson.dumps(content))


async def _send(exchange: Exchange, status: int, content_type: bytes, content: bytes) -> None:
    headers = [
        (b"content-type", content_type),
        (b"content-length", b"%d" % len(content)),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await exchange.answer(status, headers, content)
