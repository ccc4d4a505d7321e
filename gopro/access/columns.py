"""The columns of the table: nobody in particular, each role, and each role on one thing alone."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from gopro.security import policy
from gopro.security.permission import Scope
from gopro.security.tokens import NO_TERMS, Terms
from gopro.staff.user import StaffUser

REFUSED, PUBLIC, SIGNED_IN = "–", "public", "members"
THING = UUID(int=1)  # any one


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """`caller` is somebody with the role, as the API and the staff's pages know them; None is nobody."""

    title: str
    role: str = ""
    within: bool = False

    @property
    def caller(self) -> StaffUser | None:
        if not self.role:
            return None
        roles = {settings.BASE_ROLE} if self.within else {settings.BASE_ROLE, self.role}
        terms = Terms(grants={THING: frozenset({self.role})}) if self.within else NO_TERMS
        return StaffUser(user_id=UUID(int=2), session_id=UUID(int=3), roles=frozenset(roles), terms=terms)

    def reach(self, permission: str) -> str:
        """How far the permission goes for this role, in words; nothing where it isn't held."""
        if self.caller is None or not permission:
            return ""
        held = policy.scope(principal=self.caller, permission=permission)
        words = [named(held)] if held else []
        if held is Scope.OWN and policy.things(principal=self.caller, permission=permission):
            words.append(named(Scope.WITHIN))
        return ", ".join(words)


def columns() -> tuple[Column, ...]:
    """Those with the fewest permissions first."""
    whole = sorted(policy.roles(), key=lambda role: (_count(role), role))
    parts = [role for role in whole if role in policy.roles_within()]
    return (
        Column(title="anonymous"),
        *(Column(title=role, role=role) for role in whole),
        *(Column(title=f"{role} of one {named(Scope.WITHIN)}", role=role, within=True) for role in parts),
    )


def named(scope: Scope) -> str:
    """What a role can be held on alone has a name in this house."""
    return str(settings.WITHIN_NAME) if scope is Scope.WITHIN else scope.value


def _count(role: str) -> int:
    return sum(permission.grants.get(role) is not None for permission in policy.DECLARED.values())
