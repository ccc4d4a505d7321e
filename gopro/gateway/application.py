"""The ASGI application: check, route, carry, refuse, count, log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp
import structlog

from gopro.gateway import access, checks, endpoints, problems, sockets
from gopro.gateway.body import ClientGone
from gopro.gateway.connections import fresh_session, pooled_session, socket_session
from gopro.gateway.endpoints import Endpoint, Endpoints
from gopro.gateway.exchange import CLIENT_GONE, Exchange, Receive, Scope, Send
from gopro.gateway.health import Health
from gopro.gateway.identity import identify
from gopro.gateway.metrics import Metrics
from gopro.gateway.patience import Patience
from gopro.gateway.problems import Refusal
from gopro.gateway.proxy import BrokenOff, Proxy
from gopro.gateway.sockets import Sockets
from gopro.gateway.table import Route, Table
from gopro.gateway.upstreams import Upstreams

log = structlog.get_logger("gopro.gateway")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an operator may change."""

    allowed_hosts: Sequence[str]
    version: str
    patience: float = 2.0
    access_log: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """What lives from start-up to shutdown, inside one event loop."""

    sessions: tuple[aiohttp.ClientSession, ...]
    proxy: Proxy
    sockets: Sockets
    health: Health
    endpoints: Mapping[bytes, Endpoint]

    async def close(self) -> None:
        for session in self.sessions:
            await session.close()


@dataclass(kw_only=True, slots=True)
class Gateway:
    """The front door as an ASGI application; `create` makes one."""

    table: Table
    upstreams: Upstreams
    settings: Settings
    metrics: Metrics = field(default_factory=Metrics)
    _ways: Ways | None = None
    _draining: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        exchange = Exchange(scope=scope, receive=receive, send=send)
        carry = self._request if scope["type"] == "http" else self._socket
        gauge = self.metrics.in_flight if scope["type"] == "http" else self.metrics.sockets
        with gauge.track_inprogress():
            identify(exchange)
            try:
                await carry(exchange)
            finally:
                self.metrics.count(exchange)
                if self.settings.access_log:
                    access.write(exchange)

    def drain(self) -> None:
        """Tell whoever asks for readiness to send nobody here any more; what is under way goes on."""
        self._draining = True
        if self._ways is not None:
            self._ways.health.draining = True

    async def _request(self, exchange: Exchange) -> None:
        try:
            await self._route(exchange)
        except Refusal as refusal:
            await _refuse(exchange, refusal)
        except ClientGone:
            exchange.status = CLIENT_GONE
        except BrokenOff as broken:
            # Returning with the answer unfinished makes the server cut the connection.
            log.warning("answer.broken_off", request_id=exchange.request_id, reason=str(broken))
        except Exception:
            log.exception("request.failed", request_id=exchange.request_id)
            if not exchange.status:
                await _refuse(exchange, problems.internal_error())

    async def _route(self, exchange: Exchange) -> None:
        checks.check_sizes(path=exchange.raw_path, query=exchange.query, headers=exchange.headers)
        checks.check_method(exchange.method)
        host = checks.host_of(exchange.headers)
        # Probes ask by address, so that the gateway's own paths take any host.
        if (endpoint := self._running.endpoints.get(exchange.raw_path)) is not None:
            await endpoints.respond(endpoint, exchange)
            return
        route = self._find(exchange, host=host)
        if route.kind == "live":
            raise problems.upgrade_required()
        await self._running.proxy.carry(exchange, route=route, origin=self.upstreams.origin_of(route))

    async def _socket(self, exchange: Exchange) -> None:
        try:
            checks.check_sizes(path=exchange.raw_path, query=exchange.query, headers=exchange.headers)
            route = self._find(exchange, host=checks.host_of(exchange.headers))
            if route.kind != "live":
                raise problems.not_found()
            await self._running.sockets.carry(exchange, route=route, origin=self.upstreams.origin_of(route))
        except Refusal as refusal:
            await sockets.refuse(exchange, refusal)

    def _find(self, exchange: Exchange, *, host: str) -> Route:
        checks.check_host(host, allowed=self.settings.allowed_hosts)
        segments = checks.segments_of(exchange.raw_path)
        exchange.route = self.table.match(method=exchange.method, segments=segments)
        if exchange.route is None:
            raise problems.not_found()
        return exchange.route

    @property
    def _running(self) -> Ways:
        if self._ways is None:
            raise RuntimeError("The server must run the lifespan: the gateway's connections open there.")
        return self._ways

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._ways = _open_ways(self.upstreams, self.metrics, self.settings)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.drain()
        await self._ways.close()
        await send({"type": "lifespan.shutdown.complete"})


def create(*, table: Table, upstreams: Upstreams, settings: Settings) -> Gateway:
    """A gateway, or ValueError with everything that is wrong with its table and addresses."""
    faults = [*table.validate(rooms=upstreams.web), *upstreams.validate()]
    if faults:
        raise ValueError("\n".join(faults))
    return Gateway(table=table, upstreams=upstreams, settings=settings)


def _open_ways(upstreams: Upstreams, metrics: Metrics, settings: Settings) -> Ways:
    pooled, fresh, socket = pooled_session(), fresh_session(), socket_session()
    patience = Patience(seconds=settings.patience)
    health = Health(session=fresh, upstreams=upstreams, host=_own_host(settings))
    return Ways(
        sessions=(pooled, fresh, socket),
        proxy=Proxy(pooled=pooled, fresh=fresh, patience=patience),
        sockets=Sockets(session=socket, patience=patience),
        health=health,
        endpoints=Endpoints(health=health, metrics=metrics, version=settings.version).by_path(),
    )


async def _refuse(exchange: Exchange, refusal: Refusal) -> None:
    content = problems.body(refusal, instance=exchange.shown_path, request_id=exchange.request_id)
    await exchange.answer(refusal.status, problems.headers(content, extra=refusal.headers), content)


def _own_host(settings: Settings) -> str:
    """A host that the servers behind take too, whatever name they are reached by."""
    return next((each.lstrip(".") for each in settings.allowed_hosts if each != "*"), "localhost")
