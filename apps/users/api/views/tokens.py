"""Access and refresh tokens: handed out, rotated, looked at."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import (
    ClaimsSerializer,
    LoginSerializer,
    RefreshSerializer,
    SignedInSerializer,
    TokenSerializer,
)
from apps.users.api.views.public import PublicView, client_of
from apps.users.services import login, sessions
from gopro.api.views import APIView, operation
from gopro.security.ring import claims_of, ring


class LoginView(PublicView):
    @operation(body=LoginSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Log in with an address and a password."""
        signed_in = login.log_in(**self.body, client=client_of(request))
        return Response(SignedInSerializer(signed_in).data)


class RefreshView(PublicView):
    @operation(body=RefreshSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Take the next pair of tokens.

        A refresh token works once. One that comes back ends its session, since somebody has a copy.
        """
        signed_in = sessions.refresh_session(refresh=self.body["refresh"], client=client_of(request))
        return Response(SignedInSerializer(signed_in).data)


class VerifyView(PublicView):
    @operation(body=TokenSerializer, answers={200: ClaimsSerializer})
    def post(self, request: Request) -> Response:
        """Say whether an access token holds; 401 where it doesn't."""
        return Response(ClaimsSerializer(claims_of(self.body["token"])).data)


class KeysView(APIView):
    """The public keys with which anybody checks an access token."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @operation(answers={200: {"type": "object", "description": "A JSON Web Key Set (RFC 7517)."}})
    def get(self, request: Request) -> Response:
        """The public keys."""
        return Response(ring().public_jwks(), headers={"Cache-Control": "public, max-age=300"})
