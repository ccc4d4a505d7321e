"""Ids in, ids out, and one log line a request. The only module of observability that knows Django."""

from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gopro.api.clients import client_address
from gopro.observability import context
from gopro.observability.callers import agent_of, network_of
from gopro.observability.requests import request_id_of
from gopro.observability.tracing import continued

log = structlog.stdlib.get_logger("gopro.access")
QUIET = ("/health/", "/metrics")  # asked every few seconds by machines


class RequestContextMiddleware:
    """Stands before all others but the metrics, so that whatever they log or refuse carries the ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request_id_of(request.headers.get("X-Request-ID", ""))
        traceparent = continued(request.headers.get("traceparent", ""))
        ids = {"request_id": request_id, "traceparent": traceparent, "correlation_id": request_id}
        with context.bind(**ids, actor_id="", on_behalf_of_id="", **_caller(request)):
            started = perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            _tell(request, response, seconds=perf_counter() - started)
        return response


def _caller(request: HttpRequest) -> dict[str, str]:
    return {
        "client_network": network_of(client_address(request)),
        "client_agent": agent_of(request.headers.get("User-Agent", "")),
    }


def _tell(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    """The route, not the path: a path may be a credential, and its ids make no good label."""
    match = request.resolver_match
    tell = log.debug if request.path.startswith(QUIET) else log.info
    tell(
        "request.answered",
        method=request.method,
        route=f"/{match.route}" if match else None,
        status=response.status_code,
        duration_ms=round(seconds * 1000, 1),
    )
