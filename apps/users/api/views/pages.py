"""The pages to which mails lead. Opening one changes nothing, since mail scanners open every link; its button does."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.users.services import password_changes, verification
from apps.users.services.erasure import requests
from gopro.api.clients import client_address
from gopro.api.refusals import status_of
from gopro.errors import DomainError

METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # the token in the form is the proof, and no cookie is looked at
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def verify_email(request: HttpRequest) -> HttpResponse:
    def act(sent: Mapping[str, str], ip: str | None) -> None:
        verification.verify_email(token=sent.get("token", ""), ip=ip)

    return _page(request, template="users/verify_email.html", act=act)


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token", "new_password")
@require_http_methods(METHODS)
def reset_password(request: HttpRequest) -> HttpResponse:
    def act(sent: Mapping[str, str], ip: str | None) -> None:
        password_changes.reset_password(token=sent.get("token", ""), new_password=sent.get("new_password", ""), ip=ip)

    return _page(request, template="users/reset_password.html", act=act)


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def keep_account(request: HttpRequest) -> HttpResponse:
    def act(sent: Mapping[str, str], ip: str | None) -> None:
        requests.cancel_erasure(token=sent.get("token", ""), ip=ip)

    return _page(request, template="users/keep_account.html", act=act)


def _page(request: HttpRequest, *, template: str, act: Callable[[Mapping[str, str], str | None], None]) -> HttpResponse:
    sent = request.POST.dict() if request.method == "POST" else {}
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            act(sent, client_address(request) or None)
        except DomainError as failure:
            refusal = failure
    shown = {
        "token": sent.get("token") or request.GET.get("token", ""),
        "done": request.method == "POST" and refusal is None,
        "refusal": refusal,
    }
    return render(request, template, shown, status=status_of(type(refusal)) if refusal else 200)
