"""The ids that tie one request to all it causes: log lines, facts, calls to other processes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

request_id: ContextVar[str] = ContextVar("request_id", default="")
traceparent: ContextVar[str] = ContextVar("traceparent", default="")
actor_id: ContextVar[str] = ContextVar("actor_id", default="")
on_behalf_of_id: ContextVar[str] = ContextVar("on_behalf_of_id", default="")
correlation_id: ContextVar[str] = ContextVar("correlation_id", default="")
causation_id: ContextVar[str] = ContextVar("causation_id", default="")
client_network: ContextVar[str] = ContextVar("client_network", default="")
client_agent: ContextVar[str] = ContextVar("client_agent", default="")

VARIABLES: Mapping[str, ContextVar[str]] = MappingProxyType(
    {
        each.name: each
        for each in (
            *(request_id, traceparent, actor_id, on_behalf_of_id, correlation_id, causation_id),
            *(client_network, client_agent),
        )
    }
)


@contextmanager
def bind(**values: str) -> Iterator[None]:
    """Set these ids inside the block: `with bind(request_id="…", actor_id="…"):`."""
    tokens = [(VARIABLES[name], VARIABLES[name].set(value)) for name, value in values.items()]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)


def current() -> dict[str, str]:
    """The ids that are set, by name."""
    return {name: value for name, variable in VARIABLES.items() if (value := variable.get())}


def trace_id() -> str:
    """The 32 hexadecimal digits of the trace, or nothing."""
    parts = traceparent.get().split("-")
    return parts[1] if len(parts) >= 4 else ""
