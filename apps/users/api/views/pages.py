"""The pages to which mails lead. Opening one changes nothing, since mail scanners open every link; its button does."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.users.api.views.public import client_of, remember_device
from apps.users.services import disowning, email_changes, password_changes, verification
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
    client = client_of(request)

    def act(sent: Mapping[str, str], _ip: str | None) -> None:
        token, new_password = sent.get("token", ""), sent.get("new_password", "")
        password_changes.reset_password(token=token, new_password=new_password, client=client)

    page = _page(request, template="users/reset_password.html", act=act)
    return remember_device(page, client=client) if request.method == "POST" else page


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def keep_account(request: HttpRequest) -> HttpResponse:
    def act(sent: Mapping[str, str], ip: str | None) -> None:
        requests.cancel_erasure(token=sent.get("token", ""), ip=ip)

    return _page(request, template="users/keep_account.html", act=act)


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def end_session(request: HttpRequest) -> HttpResponse:
    """Afterwards the page asks for another password, where whoever logged in had the old one."""

    def act(token: str, ip: str | None) -> str:
        return disowning.disown_session(token=token, ip=ip).reset_token

    return _page_then_reset(request, template="users/end_session.html", act=act, why="has_ended")


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def change_email(request: HttpRequest) -> HttpResponse:
    def act(sent: Mapping[str, str], ip: str | None) -> None:
        email_changes.confirm_change(token=sent.get("token", ""), ip=ip)

    return _page(request, template="users/change_email.html", act=act)


@csrf_exempt  # as above
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(METHODS)
def restore_email(request: HttpRequest) -> HttpResponse:
    """Afterwards the page asks for another password, since whoever changed the address may know the old one."""

    def act(token: str, ip: str | None) -> str:
        return email_changes.undo_change(token=token, ip=ip)

    return _page_then_reset(request, template="users/restore_email.html", act=act, why="is_restored")


@never_cache
@require_http_methods(["GET", "HEAD"])
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a log-in by a provider ends that was told no other place; the program that began it goes on."""
    return render(request, "users/signed_in.html", {"is_refused": "error" in request.GET})


def _page_then_reset(
    request: HttpRequest, *, template: str, act: Callable[[str, str | None], str], why: str
) -> HttpResponse:
    """`act` answers the token with which another password is chosen next, or nothing."""
    reset_tokens: list[str] = []

    def keep(sent: Mapping[str, str], ip: str | None) -> None:
        reset_tokens.append(act(sent.get("token", ""), ip))

    response = _page(request, template=template, act=keep)
    if any(reset_tokens):
        return render(request, "users/reset_password.html", {"token": reset_tokens[0], why: True})
    return response


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
