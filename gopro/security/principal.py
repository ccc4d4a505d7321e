"""Who acts: what a verified token says, and no row of any table."""

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from gopro.observability import context
from gopro.security.tokens import NO_TERMS, Claims, Terms


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Somebody signed in. The odd properties are what Django and its REST framework ask of a user."""

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True

    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    name: str = ""
    terms: Terms = NO_TERMS

    @classmethod
    def of(cls, claims: Claims) -> Self:
        return cls(
            user_id=claims.user_id,
            session_id=claims.session_id,
            roles=claims.roles,
            name=claims.name,
            terms=claims.terms,
        )

    @property
    def id(self) -> UUID:
        return self.user_id

    @property
    def pk(self) -> UUID:
        return self.user_id


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody in particular."""

    is_authenticated: ClassVar[bool] = False
    is_anonymous: ClassVar[bool] = True
    is_active: ClassVar[bool] = False
    is_staff: ClassVar[bool] = False
    user_id: ClassVar[None] = None
    id: ClassVar[None] = None
    pk: ClassVar[None] = None
    roles: ClassVar[frozenset[str]] = frozenset()
    terms: ClassVar[Terms] = NO_TERMS
    name: ClassVar[str] = ""

    def get_username(self) -> str:
        return ""


type Caller = Principal | Anonymous

ANONYMOUS = Anonymous()


def act_as[P: Principal](principal: P) -> P:
    """From now on the actor of whatever this request logs, tells and causes; with support, whom they act for, too."""
    actor_id = principal.terms.actor_id
    context.actor_id.set(str(actor_id or principal.user_id))
    context.on_behalf_of_id.set(str(principal.user_id) if actor_id else "")
    return principal
