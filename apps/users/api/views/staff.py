"""Where staff sign in, and out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.users.api.serializers import LoginSerializer, MfaLoginSerializer, PasskeyLoginSerializer
from apps.users.api.views.public import client_of, remember_device
from apps.users.errors import MfaRequired, WrongCredentials, WrongFactor
from apps.users.services import login, sessions
from apps.users.services.sessions import Client
from gopro.api.refusals import status_of
from gopro.errors import DomainError
from gopro.security.ring import ring
from gopro.security.tokens import Use
from gopro.staff.cookies import clear_staff_cookie, set_staff_cookie
from gopro.staff.entrance import LOGIN, NEXT, safe_next
from gopro.staff.user import StaffUser

SECOND_FACTOR = "/admin/second-factor/"


@never_cache
@sensitive_post_parameters("password", "otp", "mfa_token", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_login(request: HttpRequest) -> HttpResponse:
    """Whoever is in already goes on to where they were going."""
    then = safe_next(request.POST.get(NEXT) or request.GET.get(NEXT, ""))
    if request.method == "POST":
        return _sign_in(request, then=then)
    if isinstance(request.user, StaffUser):
        return HttpResponseRedirect(then if request.user.is_staff else SECOND_FACTOR)
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
    client = client_of(request)
    try:
        token = _token(request, client=client)
    except MfaRequired as due:
        return _second_step(request, then=then, methods=due.methods, mfa_token=due.mfa_token)
    except WrongFactor as refusal:
        token_sent, methods = request.POST.get("mfa_token", ""), request.POST.get("methods", "")
        if not token_sent:
            return _page(request, then=then, refusal=refusal)
        return _second_step(
            request, then=then, methods=tuple(methods.split(",")), mfa_token=token_sent, refusal=refusal
        )
    except DomainError as refusal:
        return _page(request, then=then, refusal=refusal)
    return _entered(token, then=then, client=client)


def _token(request: HttpRequest, *, client: Client) -> str:
    """Of whichever form was sent: address and password, the second step, or a passkey alone."""
    if "mfa_token" in request.POST:
        step = MfaLoginSerializer(data=request.POST)
        if not step.is_valid():
            raise WrongFactor
        return login.finish_staff(**step.validated_data, client=client)
    if "credential" in request.POST:
        passkey = PasskeyLoginSerializer(data=request.POST)
        if not passkey.is_valid():
            raise WrongFactor
        return login.log_in_staff_with_passkey(**passkey.validated_data, client=client)
    form = LoginSerializer(data=request.POST)
    if not form.is_valid():
        raise WrongCredentials
    return login.log_in_staff(**form.validated_data, client=client)


def _entered(token: str, *, then: str, client: Client) -> HttpResponse:
    """Whose role asks for a second factor, and who has none, goes on to where one is set up."""
    is_staff = StaffUser.of(ring().verify(token, use=Use.STAFF)).is_staff
    response = HttpResponseRedirect(then if is_staff else SECOND_FACTOR)
    set_staff_cookie(response, token)
    return remember_device(response, client=client)


def _second_step(
    request: HttpRequest, *, then: str, methods: tuple[str, ...], mfa_token: str, refusal: DomainError | None = None
) -> HttpResponse:
    shown = {"then": then, "methods": methods, "mfa_token": mfa_token, "refusal": refusal}
    return render(request, "users/staff_second_step.html", shown, status=status_of(type(refusal)) if refusal else 200)


def _page(request: HttpRequest, *, then: str, refusal: DomainError | None = None) -> HttpResponse:
    shown = {"then": then, "refusal": refusal, "email": request.POST.get("email", "")}
    response = render(request, "users/staff_login.html", shown, status=status_of(type(refusal)) if refusal else 200)
    if retry_after := getattr(refusal, "retry_after", None):
        response["Retry-After"] = str(retry_after)
    return response
