"""What a token says."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from gopro.identifiers import uuid7
from gopro.security.tokens.errors import TokenInvalid
from gopro.security.tokens.strict import a_moment, a_text, a_uuid, texts
from gopro.security.tokens.terms import Terms
from gopro.security.tokens.uses import Use

REQUIRED = ("iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "roles", "token_use")


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What a verified token says."""

    token_id: UUID
    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    name: str
    issued_at: datetime
    expires_at: datetime
    terms: Terms


def told(
    *, user_id: UUID, session_id: UUID, roles: Iterable[str], use: Use, lifetime: timedelta, name: str, terms: Terms
) -> dict[str, Any]:
    """The claims of a token from now on, for as long as `lifetime`. What the terms don't say isn't there."""
    if lifetime > use.longest:
        raise ValueError(f"A token for {use.value} lives {use.longest} at most: its key may be gone by then.")
    now = int(time.time())
    return {
        "aud": use.audience,
        "token_use": use.value,
        "jti": str(uuid7()),
        "sub": str(user_id),
        "sid": str(session_id),
        "roles": sorted(roles),
        "iat": now,
        "nbf": now,
        "exp": now + int(lifetime.total_seconds()),
        **({"name": name} if name else {}),
        **terms.claims(),
    }


def checked(payload: Mapping[str, Any], *, use: Use) -> Claims:
    """Raises TokenInvalid, or ValueError and its like, where anything has another type than we sign."""
    terms = Terms.of(payload)
    if payload["token_use"] != use.value or (use is Use.PERSONAL and terms.scopes is None):
        raise TokenInvalid
    a_moment(payload["nbf"])
    return Claims(
        token_id=a_uuid(payload["jti"]),
        user_id=a_uuid(payload["sub"]),
        session_id=a_uuid(payload["sid"]),
        roles=texts(payload["roles"]),
        name=a_text(payload.get("name", "")),
        issued_at=datetime.fromtimestamp(a_moment(payload["iat"]), UTC),
        expires_at=datetime.fromtimestamp(a_moment(payload["exp"]), UTC),
        terms=terms,
    )
