"""Logs: one JSON object a line on standard output, for structlog and the standard library alike."""

import json
import logging
import sys
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gopro.observability import context
from gopro.observability.redaction import redacted

OWN_KEYS = frozenset({"_record", "_from_structlog"})
UNTOLD = frozenset({"traceparent", "client_network", "client_agent"})  # told shorter; for the audit alone
TALKATIVE = {"django.request": "ERROR", "django.server": "WARNING", "asyncio": "WARNING", "kafka": "WARNING"}


def configure(*, service: str, level: str = "INFO", stream: TextIO = sys.stdout) -> None:
    """Route every logger of the process here. Call it once, in the entry point."""
    before = _processors(service)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _route_standard_library(before, level=level.upper(), stream=stream)
    sys.excepthook = _tell_uncaught


def _processors(service: str) -> list[Processor]:
    def add_service(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
        add_context,
    ]


def _route_standard_library(before: list[Processor], *, level: str, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.processors.format_exc_info, redact, render],
        )
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        other = logging.getLogger(name)
        other.handlers.clear()
        other.propagate = True
    for name, least in TALKATIVE.items():
        logging.getLogger(name).setLevel(least)


def add_context(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The ids of the request, where the line doesn't name its own."""
    ids = {name: value for name, value in context.current().items() if name not in UNTOLD}
    return {**ids, **({"trace_id": trace} if (trace := context.trace_id()) else {}), **event}


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: redacted(value, name=key) for key, value in event.items() if key not in OWN_KEYS}


def render(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """ASCII only: no text, whatever is in it, can start a second line."""
    return json.dumps(event, default=str, ensure_ascii=True)


def _tell_uncaught(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("gopro").critical("process.failed", exc_info=(kind, failure, trace))
