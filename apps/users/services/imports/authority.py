"""In whose name an import acts: it may what they might when they asked, and still may."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from apps.users.models import UserImport
from gopro.security import policy
from gopro.security.principal import Caller, Principal

RUN = "users.import:run"
CHANGE = "users.account:change"
GRANT = "users.role:grant"
CLOSE = "users.account:deactivate"
NEEDED_OF = {"roles": GRANT, "is_active": CLOSE}  # by column; any other is a change of the account
ASKED = (RUN, CHANGE, GRANT, CLOSE)


class AuthorityLost(Exception):
    """Their account is closed or gone, or they may import no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """`user_id` is None for an operator at a shell."""

    user_id: UUID | None
    permissions: Collection[str]

    def may(self, permission: str) -> bool:
        return permission in self.permissions


def held_by(caller: Caller) -> list[str]:
    return [name for name in ASKED if policy.allows(principal=caller, permission=name)]


def authority_of(user_import: UserImport) -> Authority:
    """Asked anew for each chunk, since a role may have been taken away. Raises AuthorityLost."""
    if user_import.operator:
        return Authority(user_id=None, permissions=ASKED)
    user = user_import.asked_by
    if user is None or not user.is_active:
        raise AuthorityLost
    now = held_by(Principal(user_id=user.pk, session_id=user_import.pk, roles=frozenset(user.all_roles)))
    permissions = frozenset(now) & frozenset(user_import.permissions)
    if RUN not in permissions:
        raise AuthorityLost
    return Authority(user_id=user.pk, permissions=permissions)
