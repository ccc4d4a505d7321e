"""Which headers pass, in both directions, and which ones the gateway sets itself."""

import re
from collections.abc import Iterable

from multidict import CIMultiDict

from gopro.gateway import problems
from gopro.gateway.exchange import Exchange, Headers
from gopro.gateway.identity import values
from gopro.resilience.deadline import Deadline

HOP_BY_HOP = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te", b"trailer",
    b"transfer-encoding", b"upgrade",
})  # fmt: skip
# Whoever the caller says that he is, where from, or what he really meant to ask for.
CLAIMS = frozenset({
    b"client-ip", b"forwarded", b"proxy", b"true-client-ip", b"x-client-ip", b"x-cluster-client-ip", b"x-http-method",
    b"x-http-method-override", b"x-method-override", b"x-original-url", b"x-real-ip", b"x-request-deadline",
    b"x-rewrite-url",
})  # fmt: skip
CLAIM_PREFIXES = (b"x-user-", b"x-forwarded-", b"x-gopro-", b"cf-connecting-", b"sec-websocket-")
SET_HERE = frozenset({b"host", b"content-length", b"expect", b"x-request-id", b"traceparent", b"tracestate"})
NEVER_INWARD = HOP_BY_HOP | CLAIMS | SET_HERE
# Date is the server's to write, and a second one would contradict it.
NEVER_OUTWARD = HOP_BY_HOP | {b"date", b"server", b"x-request-id", b"x-powered-by"}
# WSGI can't tell `x_user_id` from `x-user-id`, so a name with anything else in it is nobody's.
PLAIN_NAME = re.compile(rb"[a-z0-9-]+")


def inward(exchange: Exchange, *, deadline: Deadline) -> CIMultiDict[str]:
    """The headers for the upstream: the caller's, less what belongs to the hop or claims an identity, and ours."""
    headers = exchange.headers
    unwanted = NEVER_INWARD | _named_in_connection(headers)
    passed: CIMultiDict[str] = CIMultiDict()
    for name, value in headers:
        if name not in unwanted and not name.startswith(CLAIM_PREFIXES) and PLAIN_NAME.fullmatch(name):
            passed.add(name.decode(), text(value))
    _add_own(passed, exchange, deadline)
    return passed


def outward(raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers for the caller, in their order, doubles kept."""
    lowered = [(name.lower(), value) for name, value in raw]
    unwanted = NEVER_OUTWARD | _named_in_connection(lowered)
    return [(name, value) for name, value in lowered if name not in unwanted and not name.startswith(b"x-gopro-")]


def text(value: bytes) -> str:
    """As UTF-8, the encoding in which the client library writes it, so that the bytes come out as they came in."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise problems.bad_request("bad_header", "Header values must be ASCII or UTF-8.") from None


def _add_own(passed: CIMultiDict[str], exchange: Exchange, deadline: Deadline) -> None:
    host = text(values(exchange.headers, b"host")[0])
    passed["Host"] = passed["X-Forwarded-Host"] = host
    passed["X-Forwarded-Proto"] = "https" if exchange.scope["scheme"] in {"https", "wss"} else "http"
    passed["X-Forwarded-For"] = exchange.client
    passed["X-Request-ID"] = exchange.request_id
    passed["X-Request-Deadline"] = deadline.header
    passed["traceparent"] = exchange.traceparent
    if exchange.trace_continues:
        for state in values(exchange.headers, b"tracestate"):
            passed.add("tracestate", text(state))


def _named_in_connection(headers: Headers) -> set[bytes]:
    named: set[bytes] = set()
    for value in values(headers, b"connection"):
        named.update(each.strip().lower() for each in value.split(b","))
    return named
