"""This process's key ring, where the settings say that it is, and what it says of a token now."""

from functools import cache

from django.conf import settings

from gopro.security.revocations import is_revoked
from gopro.security.tokens import Claims, KeyRing, TokenInvalid, Use


@cache
def ring() -> KeyRing:
    return KeyRing(settings.KEY_FOLDER, issuer=settings.PUBLIC_URL)


def claims_of(token: str, *, use: Use = Use.ACCESS) -> Claims:
    """What a token says that is ours, in time, and of a session that goes on. Raises Unauthenticated."""
    claims = ring().verify(token, use=use)
    if is_revoked(claims.session_id):
        raise TokenInvalid
    return claims
