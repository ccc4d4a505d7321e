"""This process's key ring, where the settings say that it is, and what it says of a token now."""

from functools import cache

from django.conf import settings

from gopro.errors import Unavailable
from gopro.security import last_uses, revocations
from gopro.security.tokens import Claims, KeyRing, TokenInvalid, Use

PERSONAL_PREFIX = "gopro_pat_"  # by which whoever scans texts for secrets knows one


@cache
def ring() -> KeyRing:
    return KeyRing(settings.KEY_FOLDER, issuer=settings.PUBLIC_URL)


def claims_of(token: str, *, use: Use = Use.ACCESS) -> Claims:
    """What a token says that is ours, in time, and of a session that goes on. Raises Unauthenticated."""
    claims = ring().verify(token, use=use)
    if revocations.is_revoked(claims.session_id):
        raise TokenInvalid
    return claims


def bearer_claims(token: str) -> Claims:
    """The same of what stands after `Bearer`: an access token, or a personal one, known by its prefix."""
    if token.startswith(PERSONAL_PREFIX):
        return _personal_claims(token.removeprefix(PERSONAL_PREFIX))
    return claims_of(token)


def _personal_claims(token: str) -> Claims:
    """It lives up to a year, so it isn't believed while nobody can tell whether it was revoked."""
    claims = ring().verify(token, use=Use.PERSONAL)
    is_revoked = revocations.answer(claims.session_id)
    if is_revoked is None:
        raise Unavailable("Nobody can tell right now whether this token was revoked.")
    if is_revoked:
        raise TokenInvalid
    last_uses.note(claims.session_id)
    return claims
