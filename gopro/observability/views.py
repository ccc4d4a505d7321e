"""Health over HTTP: live (this process runs), started (it may begin), ready (it can serve now)."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gopro.api import problems
from gopro.api.refusals import of_domain
from gopro.errors import Unavailable
from gopro.observability import health
from gopro.observability.health import Monitor, Report


@require_safe
def live(_: HttpRequest) -> HttpResponse:
    """Asks nobody: a database that is away is no reason to restart this process."""
    return _answer({"status": "up"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    return _reported(request, health.ready)


@require_safe
def startup(request: HttpRequest) -> HttpResponse:
    return _reported(request, health.started)


def _reported(request: HttpRequest, monitor: Monitor) -> HttpResponse:
    report = monitor.run()
    if report.state == "down":
        away = of_domain(Unavailable("Something this service needs is away; `checks` tells what.", retry_after=5))
        return problems.respond(request, away, extra=_members(report))
    return _answer({"status": report.state, **_members(report)})


def _members(report: Report) -> dict[str, Any]:
    return {"checks": [asdict(result) for result in report.results]}


def _answer(members: dict[str, Any]) -> HttpResponse:
    return JsonResponse(members, headers={"Cache-Control": "no-store"})
