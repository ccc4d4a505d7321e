"""All roles of somebody at once, on everything and on single things, as staff read and write them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from apps.users import selectors
from apps.users.models import RoleGrant, User
from apps.users.services import roles
from apps.users.services.roles import Grant
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition
from gopro.security import policy
from gopro.security.principal import Principal

GRANTING = "users.role:grant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """The roles on everything, and the others."""

    roles: Collection[str]
    grants: Collection[RoleGrant]

    @property
    def version(self) -> str:
        on_things = sorted(f"{grant.role} {grant.within} {grant.expires_at}" for grant in self.grants)
        return "\n".join([*sorted(self.roles), *on_things])


def assignment_of(*, user_id: UUID, viewer: Principal) -> Assignment:
    """Raises Forbidden, or UserNotFound."""
    policy.require(principal=viewer, permission=GRANTING)
    return _assignment(selectors.account_named(key=str(user_id)))


@atomic("users")
def assign_roles(
    *,
    user_id: UUID,
    roles_on_all: Collection[str],
    grants: Collection[Grant] | None,
    reason: str,
    by: Principal,
    unless_changed: Precondition = UNCONDITIONAL,
) -> Assignment:
    """These from now on, and no others; `grants` that are None stay. Losing one ends all sessions.

    Raises Forbidden, UserNotFound, UnknownRole, or OwnAccount.
    """
    policy.require(principal=by, permission=GRANTING)
    why = trail.required(reason)
    user = selectors.account(user_id=user_id)
    unless_changed.check(_assignment(user).version)
    user = roles.set_roles(user_id=user_id, roles=roles_on_all, by=by.user_id, reason=why)
    if grants is not None:
        roles.set_grants(user_id=user_id, grants=grants, reason=why, by=by.user_id)
    return _assignment(user)


def _assignment(user: User) -> Assignment:
    return Assignment(roles=user.roles, grants=list(selectors.role_grants(user_id=user.pk)))
