"""Who sends a request to the API: SimpleJWT's authentication, with our key ring in the place of its single key."""

from typing import override

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication

from gopro.errors import Unauthenticated
from gopro.security.principal import ANONYMOUS, Caller, Principal, act_as
from gopro.security.ring import bearer_claims
from gopro.security.tokens import Claims


class TokenAuthentication(JWTStatelessUserAuthentication):
    """`Authorization: Bearer <access>`; no header is nobody, a bad token is a refusal and never nobody."""

    @override
    def get_raw_token(self, header: bytes) -> bytes | None:
        """The scheme is told in any case (RFC 9110); another scheme is no token."""
        scheme, _, token = header.strip().partition(b" ")
        return token.strip() if scheme.lower() == b"bearer" else None

    @override
    def get_validated_token(self, raw_token: bytes) -> Claims:  # type: ignore[override]  # ours, not SimpleJWT's
        return bearer_claims(raw_token.decode("ascii", errors="replace"))

    @override
    def get_user(self, validated_token: Claims) -> Principal:  # type: ignore[override]  # ours, not SimpleJWT's
        return act_as(Principal.of(validated_token))


def caller_of(request: Request) -> Caller:
    """Who asks, signed in or not, typed."""
    user: object = request.user
    return user if isinstance(user, Principal) else ANONYMOUS


def principal_of(request: Request) -> Principal:
    """Who is signed in, typed. Raises Unauthenticated where nobody is."""
    caller = caller_of(request)
    if not isinstance(caller, Principal):
        raise Unauthenticated
    return caller
