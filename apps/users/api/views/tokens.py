"""Access and refresh tokens: handed out, rotated, looked at."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import (
    ClaimsSerializer,
    LoginSerializer,
    RefreshSerializer,
    SignedInSerializer,
    TokenSerializer,
)
from apps.users.api.views.public import PublicView, client_of, signed_in_response
from apps.users.services import login, sessions
from gopro.api.access import PUBLIC
from gopro.api.views import APIView, operation
from gopro.security.ring import claims_of, ring
from gopro.security.tokens.rotation import PUBLISHED_FOR


class LoginView(PublicView):
    @operation(body=LoginSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Log in with an address and a password."""
        client = client_of(request)
        return signed_in_response(login.log_in(**self.body, client=client), client=client)


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

    access = PUBLIC
    authentication_classes = ()

    @operation(answers={200: {"type": "object", "description": "A JSON Web Key Set (RFC 7517)."}})
    def get(self, request: Request) -> Response:
        """The public keys."""
        return Response(ring().public_jwks(), headers={"Cache-Control": f"public, max-age={PUBLISHED_FOR.seconds}"})
