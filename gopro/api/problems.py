"""The one place where a refusal becomes an answer: RFC 9457 problem+json for all that can go wrong."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views import defaults
from rest_framework.request import Request

from gopro.api.media import dumps
from gopro.api.refusals import Refusal, refusal_of
from gopro.api.validation import FieldError
from gopro.observability import context

log = structlog.stdlib.get_logger("gopro.api")

CONTENT_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """The members of RFC 9457, and those of this API: `code`, `request_id`, `errors`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: tuple[FieldError, ...] = field(default=())

    def members(self) -> dict[str, Any]:
        members = asdict(self)
        if not self.errors:
            del members["errors"]
        return members


def handle(failure: Exception, about: Mapping[str, Any]) -> HttpResponse:
    """REST framework's exception handler."""
    request = about.get("request")
    return answer(request._request if isinstance(request, Request) else request, failure)


def answer(request: HttpRequest | None, failure: Exception) -> HttpResponse:
    """Any exception as a problem; one that nobody foresaw is logged with its trace and tells the caller nothing."""
    refusal = challenged(request, refusal_of(failure))
    if refusal.is_bug:
        log.error("request.failed", exc_info=failure)
        got_request_exception.send(sender=None, request=request)
    elif refusal.is_suspect:
        log.warning("request.refused", code=refusal.code, exc_info=failure)
    return respond(request, refusal, extra=refusal.members)


def challenged(request: HttpRequest | None, refusal: Refusal) -> Refusal:
    """RFC 6750: only who sent a token is told that the token is what is wrong."""
    challenge = refusal.headers.get("WWW-Authenticate")
    if challenge is None or request is None or "Authorization" not in request.headers:
        return refusal
    return replace(refusal, headers={**refusal.headers, "WWW-Authenticate": f'{challenge}, error="invalid_token"'})


def respond(request: HttpRequest | None, refusal: Refusal, *, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    """A refusal as a response; `extra` are members beside the standard ones."""
    members = problem_of(request, refusal).members()
    response = HttpResponse(
        dumps({**members, **(extra or {})}),
        status=refusal.status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **refusal.headers},
    )
    response._has_been_logged = True  # type: ignore[attr-defined] # Django would log the path, which may be a secret
    return response


def problem_of(request: HttpRequest | None, refusal: Refusal) -> Problem:
    return Problem(
        type=f"{TYPES}{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.detail,
        instance=quote(request.path, safe="/:@") if request else "",
        code=refusal.code,
        request_id=context.request_id.get(),
        errors=refusal.errors,
    )


def of_status(
    request: HttpRequest, status: int, *, detail: str = "", headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A problem for a status that something outside this API has chosen."""
    phrase = HTTPStatus(status).phrase
    refusal = Refusal(
        status=status,
        code=phrase.lower().replace(" ", "_").replace("-", "_"),
        title=phrase,
        detail=detail or HTTPStatus(status).description or phrase,
        headers=dict(headers or {}),
    )
    return respond(request, refusal)


def is_for_people(request: HttpRequest) -> bool:
    """Pages of HTML, whose errors are pages too."""
    return request.path_info.startswith(tuple(settings.HTML_PATHS))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return defaults.bad_request(request, exception) if is_for_people(request) else answer(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return defaults.permission_denied(request, exception) if is_for_people(request) else answer(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return defaults.page_not_found(request, exception) if is_for_people(request) else answer(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django has logged the exception; nobody else is told."""
    return defaults.server_error(request) if is_for_people(request) else of_status(request, 500)
