"""The ids that a request carries, for the log line, the upstream and the answer."""

from gopro.gateway.exchange import Exchange, Headers
from gopro.observability.requests import request_id_of
from gopro.observability.tracing import continued


def identify(exchange: Exchange) -> None:
    """Keep the caller's ids if each is given once and well formed, else make new ones."""
    exchange.request_id = request_id_of(only(exchange.headers, b"x-request-id"))
    parent = only(exchange.headers, b"traceparent")
    exchange.traceparent = continued(parent)
    exchange.trace_continues = exchange.trace_id in parent


def only(headers: Headers, name: bytes) -> str:
    given = values(headers, name)
    return given[0].decode("latin-1") if len(given) == 1 else ""


def values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for each, value in headers if each == name]
