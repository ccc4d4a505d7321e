"""Where staff whose role asks for a second factor set one up, before they may do anything else."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.users.api.serializers import PasskeyLoginSerializer
from apps.users.api.views.public import client_of
from apps.users.errors import PasskeyRefused, WrongCode
from apps.users.services import login
from apps.users.services.mfa import authenticator_apps, passkeys
from gopro.api.media import dumps
from gopro.api.refusals import status_of
from gopro.errors import DomainError
from gopro.security.principal import Principal
from gopro.staff.cookies import set_staff_cookie
from gopro.staff.entrance import NEXT, safe_next, to_login

NAME = "Staff pages"  # of a passkey that is made here, until its owner gives it another


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_factors(request: HttpRequest) -> HttpResponse:
    """Signed in by a password alone, which is enough for this page."""
    then = safe_next(request.POST.get(NEXT) or request.GET.get(NEXT, ""))
    principal = request.user
    if not isinstance(principal, Principal):
        return to_login(then=then)
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    try:
        shown = act(request, principal) if act else _choice(principal)
    except WrongCode as refusal:
        return _page(request, then=then, shown=_qr(authenticator_apps.begun(principal=principal)), refusal=refusal)
    except DomainError as refusal:
        return _page(request, then=then, shown={}, refusal=refusal)
    response = _page(request, then=then, shown=shown)
    if "recovery_codes" in shown:
        set_staff_cookie(response, login.renew_staff(principal=principal, client=client_of(request)))
    return response


def _choice(principal: Principal) -> Mapping[str, Any]:
    return {"options": dumps(passkeys.options(principal=principal)).decode()}


def _begin(_: HttpRequest, principal: Principal) -> Mapping[str, Any]:
    return _qr(authenticator_apps.begin(principal=principal))


def _confirm(request: HttpRequest, principal: Principal) -> Mapping[str, Any]:
    return {"recovery_codes": authenticator_apps.confirm(principal=principal, code=request.POST.get("code", ""))}


def _add_passkey(request: HttpRequest, principal: Principal) -> Mapping[str, Any]:
    form = PasskeyLoginSerializer(data=request.POST)
    if not form.is_valid():
        raise PasskeyRefused
    added = passkeys.add(principal=principal, name=NAME, credential=form.validated_data["credential"])
    return {"recovery_codes": added.recovery_codes}


def _qr(begun: authenticator_apps.Begun) -> Mapping[str, Any]:
    return {"begun": begun, "qr": _svg(begun.uri)}


def _svg(text: str) -> SafeString:
    """Dark on light in either color scheme, since cameras want it so."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgns=False)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here, of squares


def _page(
    request: HttpRequest, *, then: str, shown: Mapping[str, Any], refusal: DomainError | None = None
) -> HttpResponse:
    status = status_of(type(refusal)) if refusal else 200
    return render(request, "users/staff_factors.html", {"then": then, "refusal": refusal, **shown}, status=status)


ACTS: Mapping[str, Callable[[HttpRequest, Principal], Mapping[str, Any]]] = {
    "begin": _begin,
    "confirm": _confirm,
    "passkey": _add_passkey,
}
