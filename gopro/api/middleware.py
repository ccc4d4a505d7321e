"""Uniform errors for what never reaches a view of the API: unknown paths, bad hosts, refusals of other middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gopro.api import problems
from gopro.api.refusals import of_domain
from gopro.api.validation import FieldError, InvalidQuery
from gopro.errors import NotFound

KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Pages for people, under `settings.HTML_PATHS`, keep Django's HTML; all else answers problem+json."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = refused(request) or self.get_response(request)
        if response.status_code < 400 or is_problem(response) or problems.is_for_people(request):
            return response
        kept = {name: response[name] for name in KEPT if response.has_header(name)}
        problem = problems.of_status(request, response.status_code, headers=kept)
        problem.cookies = response.cookies
        return problem

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        return None if problems.is_for_people(request) else problems.answer(request, failure)


def refused(request: HttpRequest) -> HttpResponse | None:
    """What no view shall see: NUL characters, which PostgreSQL can't take, and bodies of unknown length."""
    if "\0" in request.path_info:
        return problems.respond(request, of_domain(NotFound()))
    if "%00" in request.META.get("QUERY_STRING", ""):
        names = [name for name, values in request.GET.lists() if any("\0" in text for text in (name, *values))]
        return problems.respond(request, of_domain(InvalidQuery(*map(_with_nul, names))))
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        return problems.of_status(request, 411)
    return None


def _with_nul(name: str) -> FieldError:
    detail = "Null characters are not allowed."
    return FieldError(pointer=f"/{name}", code="null_characters_not_allowed", detail=detail)


def is_problem(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type") == problems.CONTENT_TYPE
