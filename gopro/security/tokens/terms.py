"""On which terms a token was handed out: how its owner proved who they are, and what it is limited to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from gopro.security.tokens.strict import a_bool, a_dict, a_moment, a_text, a_uuid, texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """Claims scope, grants, amr (RFC 8176), auth_time, act (RFC 8693) and read_only; most tokens have few of them."""

    scopes: frozenset[str] | None = None  # None: no limit
    grants: Mapping[UUID, frozenset[str]] = field(default_factory=dict, hash=False)  # roles held on that thing alone
    methods: frozenset[str] = frozenset()
    authenticated_at: datetime | None = None
    actor_id: UUID | None = None  # who acts as the token's subject
    is_read_only: bool = False

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """Raises TokenInvalid where a claim has an odd type."""
        told = READERS.items()
        said: dict[str, Any] = {name: read(payload[claim]) for claim, (name, read) in told if claim in payload}
        return cls(**said)

    def claims(self) -> dict[str, Any]:
        told = {
            "scope": None if self.scopes is None else " ".join(sorted(self.scopes)),
            "grants": {str(thing): sorted(roles) for thing, roles in self.grants.items()} or None,
            "amr": sorted(self.methods) or None,
            "auth_time": int(self.authenticated_at.timestamp()) if self.authenticated_at else None,
            "act": {"sub": str(self.actor_id)} if self.actor_id else None,
            "read_only": self.is_read_only or None,
        }
        return {claim: value for claim, value in told.items() if value is not None}


def _scopes(value: object) -> frozenset[str]:
    text = a_text(value)
    return texts(text.split(" ")) if text else frozenset()


def _grants(value: object) -> dict[UUID, frozenset[str]]:
    return {a_uuid(thing): texts(roles) for thing, roles in a_dict(value).items()}


def _actor(value: object) -> UUID:
    """One actor: a chain of them, which RFC 8693 allows, is nothing that we sign."""
    return a_uuid(a_dict(value, names={"sub"})["sub"])


def _moment(value: object) -> datetime:
    return datetime.fromtimestamp(a_moment(value), UTC)


READERS = {
    "scope": ("scopes", _scopes),
    "grants": ("grants", _grants),
    "amr": ("methods", texts),
    "auth_time": ("authenticated_at", _moment),
    "act": ("actor_id", _actor),
    "read_only": ("is_read_only", a_bool),
}
NO_TERMS = Terms()
