"""Roles beside learner: given and taken by those who may."""

from collections.abc import Collection, Mapping
from uuid import UUID

from apps.users import selectors
from apps.users.contracts import RoleGranted, RoleRevoked
from apps.users.errors import OwnAccount, UnknownRole
from apps.users.models import Ended, Role, User
from apps.users.services import sessions
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("users")
def set_roles(*, user_id: UUID, roles: Collection[str], by: UUID | None = None) -> User:
    """The user has these roles from now on. Losing one ends all sessions, since their tokens name it."""
    wanted = checked_roles(roles)
    user = selectors.account(user_id=user_id)
    granted, revoked = set(wanted) - set(user.roles), set(user.roles) - set(wanted)
    if Role.ADMIN in revoked and by == user_id:
        raise OwnAccount("You can't take the role admin from yourself; ask another admin.")
    if not granted | revoked:
        return user
    user.roles = wanted
    user.save(update_fields=["roles", "updated_at"])
    _tell(user_id, granted=granted, revoked=revoked)
    return user


def _tell(user_id: UUID, *, granted: Collection[str], revoked: Collection[str]) -> None:
    for role in sorted(granted):
        publish(RoleGranted(user_id=user_id, role=role))
    for role in sorted(revoked):
        publish(RoleRevoked(user_id=user_id, role=role))
    if revoked:
        sessions.end(selectors.open_sessions(user_id=user_id), reason=Ended.ROLES_CHANGED)
    record_roles(user_id, changes=dict.fromkeys(granted, "granted") | dict.fromkeys(revoked, "revoked"))


def record_roles(user_id: UUID, *, changes: Mapping[str, str]) -> None:
    trail.record(
        room="users",
        action="users.user.set_roles",
        object_type="users.user",
        object_id=str(user_id),
        changes=changes,
    )


def checked_roles(roles: Collection[str]) -> list[str]:
    unknown = sorted(set(roles) - set(Role.values))
    if unknown:
        raise UnknownRole(fields={"/roles": f"There is no role {', '.join(unknown)}; choose from {', '.join(Role)}."})
    return sorted(set(roles))
