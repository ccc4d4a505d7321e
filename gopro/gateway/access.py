"""The access log: one JSON line a request, built of known fields: the general chain costs more than proxying."""

import re
import sys
from datetime import UTC, datetime
from typing import TextIO

import orjson

from gopro.gateway.exchange import Exchange
from gopro.observability.redaction import redacted

# What can't hold an address, an assignment or a token (`eyJ…`), and so needs no search for them.
PLAIN_PATH = re.compile(r"(?!.*eyJ)[A-Za-z0-9/._-]*")


def write(exchange: Exchange, *, stream: TextIO | None = None) -> None:
    """Only the path is free text, so only the path needs redaction."""
    out = stream or sys.stdout
    out.write(orjson.dumps(line_of(exchange)).decode() + "\n")
    out.flush()


def line_of(exchange: Exchange) -> dict[str, object]:
    path = exchange.shown_path
    return {
        "timestamp": datetime.now(UTC).isoformat(),
        "level": "info",
        "service": "gateway",
        "event": "request.answered",
        "request_id": exchange.request_id,
        "trace_id": exchange.trace_id,
        "method": exchange.method,
        "path": path if PLAIN_PATH.fullmatch(path) else redacted(path),
        "room": exchange.route.room if exchange.route else None,
        "status": exchange.status,
        "close_code": exchange.close_code,
        "bytes": exchange.sent,
        "duration_ms": round(exchange.seconds * 1000, 1),
        "client": exchange.client,
    }
