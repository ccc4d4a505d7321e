"""Tokens as the issuing room signs them, for tests that speak HTTP."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from gopro.identifiers import uuid7
from gopro.security.ring import ring
from gopro.security.tokens import Use, generate


def access_token(*, user_id: UUID, roles: Iterable[str] = (), session_id: UUID | None = None) -> str:
    """For `Authorization: Bearer …`."""
    return _token(user_id=user_id, roles=roles, session_id=session_id, use=Use.ACCESS)


def staff_token(
    *, user_id: UUID, roles: Iterable[str] = (), session_id: UUID | None = None, name: str = "Staff"
) -> str:
    """For the cookie `gopro.staff.cookies.NAME`."""
    return _token(user_id=user_id, roles=roles, session_id=session_id, use=Use.STAFF, name=name)


def _token(*, user_id: UUID, roles: Iterable[str], session_id: UUID | None, use: Use, name: str = "") -> str:
    generate(settings.KEY_FOLDER)
    return ring().sign(
        user_id=user_id,
        session_id=session_id or uuid7(),
        roles=roles,
        use=use,
        lifetime=timedelta(minutes=10),
        name=name,
    )
