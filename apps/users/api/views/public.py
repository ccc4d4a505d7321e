"""The base of what is asked before anybody has signed in, and who it is that signs in."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import SignedInSerializer
from apps.users.services import devices
from apps.users.services.sessions import Client, SignedIn
from gopro.api.access import PUBLIC
from gopro.api.clients import client_address
from gopro.api.views import APIView

DEVICE_COOKIE = "gopro_device"


class PublicView(APIView):
    """Credentials are in the body: a stale token in the header must not stand in the way."""

    access = PUBLIC
    authentication_classes = ()
    room = "users"
    idempotent = False


def client_of(request: Request | HttpRequest) -> Client:
    """The device, as far as it tells. Where it brings no cookie of ours it has a new id, for `remember_device`."""
    device_id = devices.id_of(request.COOKIES.get(DEVICE_COOKIE, "")) or devices.new_id()
    return Client(ip=ip_of(request), user_agent=request.headers.get("User-Agent", ""), device_id=device_id)


def ip_of(request: Request | HttpRequest) -> str | None:
    return client_address(request._request if isinstance(request, Request) else request) or None


def signed_in_response(signed_in: SignedIn, *, client: Client) -> Response:
    """The answer to whoever just logged in."""
    return remember_device(Response(SignedInSerializer(signed_in).data), client=client)


def remember_device[R: HttpResponseBase](response: R, *, client: Client) -> R:
    """So that the next log-in from this browser is no news. The cookie opens nothing."""
    if client.device_id is not None:
        response.set_cookie(
            DEVICE_COOKIE,
            devices.cookie_of(client.device_id),
            max_age=devices.KNOWN_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
