"""The gateway's own figures, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from gopro.gateway.exchange import Exchange
from gopro.gateway.table import METHODS

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
NOWHERE = "none"


class Metrics:
    """One registry a gateway, so that two in one process never count together."""

    content_type = CONTENT_TYPE_LATEST.encode()

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "gopro_gateway_requests",
            "Requests by room, method and status.",
            ("room", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "gopro_gateway_request_seconds",
            "Time to the end of the answer.",
            ("room",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.in_flight = Gauge("gopro_gateway_in_flight", "Requests under way.", registry=self.registry)
        self.sockets = Gauge("gopro_gateway_sockets", "Web sockets open.", registry=self.registry)

    def count(self, exchange: Exchange) -> None:
        room = exchange.route.room if exchange.route else NOWHERE
        method = exchange.method if exchange.method in METHODS else "OTHER"
        self._requests.labels(room, method, exchange.status).inc()
        if exchange.scope["type"] == "http":
            self._seconds.labels(room).observe(exchange.seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)
