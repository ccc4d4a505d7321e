"""The base of what is asked before anybody has signed in."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from apps.users.services.sessions import Client
from gopro.api.clients import client_address
from gopro.api.views import APIView


class PublicView(APIView):
    """Credentials are in the body: a stale token in the header must not stand in the way."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    room = "users"
    idempotent = False


def client_of(request: Request) -> Client:
    """The device, as far as it tells."""
    return Client(ip=ip_of(request), user_agent=request.headers.get("User-Agent", ""))


def ip_of(request: Request) -> str | None:
    return client_address(request._request) or None
