"""Where staff sign in, and out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.users.api.serializers import LoginSerializer
from apps.users.errors import WrongCredentials
from apps.users.services import login, sessions
from apps.users.services.sessions import Client
from gopro.api.clients import client_address
from gopro.api.refusals import status_of
from gopro.errors import DomainError
from gopro.staff.cookies import clear_staff_cookie, set_staff_cookie
from gopro.staff.entrance import LOGIN, NEXT, safe_next
from gopro.staff.user import StaffUser


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_login(request: HttpRequest) -> HttpResponse:
    """Whoever is in already goes on to where they were going."""
    then = safe_next(request.POST.get(NEXT) or request.GET.get(NEXT, ""))
    if request.method == "POST":
        return _sign_in(request, then=then)
    if getattr(request.user, "is_staff", False):
        return HttpResponseRedirect(then)
    return _page(request, then=then)


@never_cache
@require_POST
def staff_logout(request: HttpRequest) -> HttpResponse:
    """The session is over, so a copy of the cookie is worth nothing either. Whoever is out already is led on."""
    if isinstance(request.user, StaffUser):
        sessions.log_out(user_id=request.user.pk, session_id=request.user.session_id)
    response = HttpResponseRedirect(LOGIN)
    clear_staff_cookie(response)
    return response


def _sign_in(request: HttpRequest, *, then: str) -> HttpResponse:
    form = LoginSerializer(data=request.POST)
    client = Client(ip=client_address(request) or None, user_agent=request.headers.get("User-Agent", ""))
    try:
        if not form.is_valid():
            raise WrongCredentials
        token = login.log_in_staff(**form.validated_data, client=client)
    except DomainError as refusal:
        return _page(request, then=then, refusal=refusal)
    response = HttpResponseRedirect(then)
    set_staff_cookie(response, token)
    return response


def _page(request: HttpRequest, *, then: str, refusal: DomainError | None = None) -> HttpResponse:
    shown = {"then": then, "refusal": refusal, "email": request.POST.get("email", "")}
    response = render(request, "users/staff_login.html", shown, status=status_of(type(refusal)) if refusal else 200)
    if retry_after := getattr(refusal, "retry_after", None):
        response["Retry-After"] = str(retry_after)
    return response
