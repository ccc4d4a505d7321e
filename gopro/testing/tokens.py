"""Tokens as the issuing room signs them, for tests that speak HTTP."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from gopro.identifiers import uuid7
from gopro.security.ring import PERSONAL_PREFIX, ring
from gopro.security.tokens import NO_TERMS, Terms, Use, generate


def access_token(
    *, user_id: UUID, roles: Iterable[str] = (), session_id: UUID | None = None, terms: Terms = NO_TERMS
) -> str:
    """For `Authorization: Bearer …`."""
    return _token(user_id=user_id, roles=roles, session_id=session_id, use=Use.ACCESS, terms=terms)


def staff_token(
    *,
    user_id: UUID,
    roles: Iterable[str] = (),
    session_id: UUID | None = None,
    name: str = "Staff",
    terms: Terms = NO_TERMS,
) -> str:
    """For the cookie `gopro.staff.cookies.NAME`."""
    return _token(user_id=user_id, roles=roles, session_id=session_id, use=Use.STAFF, name=name, terms=terms)


def personal_token(*, user_id: UUID, scopes: Iterable[str], roles: Iterable[str] = ()) -> str:
    """For `Authorization: Bearer …`, of programs."""
    terms = Terms(scopes=frozenset(scopes))
    return PERSONAL_PREFIX + _token(user_id=user_id, roles=roles, session_id=None, use=Use.PERSONAL, terms=terms)


def _token(
    *, user_id: UUID, roles: Iterable[str], session_id: UUID | None, use: Use, terms: Terms, name: str = ""
) -> str:
    generate(settings.KEY_FOLDER)
    return ring().sign(
        user_id=user_id,
        session_id=session_id or uuid7(),
        roles=roles,
        use=use,
        lifetime=timedelta(minutes=10),
        name=name,
        terms=terms,
    )
