"""Who may do what: permissions that the rooms declare, evaluated in one place, the same in every process."""

from collections.abc import Iterable, Mapping
from types import ModuleType
from uuid import UUID

from gopro.database import WallBroken
from gopro.errors import Forbidden
from gopro.security.permission import Permission, Scope
from gopro.security.principal import Caller

DECLARED: dict[str, Permission] = {}


def collect(contracts: Iterable[ModuleType]) -> None:
    """Take in the `PERMISSIONS` of each room's contracts. A room can't declare another's, nor one twice."""
    for module in contracts:
        room = module.__name__.split(".")[-2]
        for permission in getattr(module, "PERMISSIONS", ()):
            _declare(permission, room=room)


def scope(*, principal: Caller, permission: str) -> Scope | None:
    """The widest scope in which any of the caller's roles holds it: `None` is a refusal, OWN a filter for selectors."""
    grants = _grants(permission)
    held = {grants[role] for role in principal.roles if role in grants}
    if Scope.ALL in held:
        return Scope.ALL
    return Scope.OWN if held else None


def allows(*, principal: Caller, permission: str, owner_ids: Iterable[UUID] = ()) -> bool:
    """Whether the caller may do this to a thing of these owners; whatever isn't granted is refused."""
    held = scope(principal=principal, permission=permission)
    return held is Scope.ALL or (held is Scope.OWN and principal.user_id in set(owner_ids))


def require(*, principal: Caller, permission: str, owner_ids: Iterable[UUID] = ()) -> None:
    """Raise Forbidden unless allowed. Where even existence is private, ask `allows` and raise NotFound."""
    if not allows(principal=principal, permission=permission, owner_ids=owner_ids):
        raise Forbidden


def roles() -> frozenset[str]:
    """Every role that any room names; the room that gives roles has all of them."""
    return frozenset(role for permission in DECLARED.values() for role in permission.grants)


def _grants(permission: str) -> Mapping[str, Scope]:
    try:
        return DECLARED[permission].grants
    except KeyError:
        raise WallBroken(f"No room declares the permission {permission!r} in its contracts.") from None


def _declare(permission: Permission, *, room: str) -> None:
    if permission.room != room:
        raise WallBroken(f"The room {room} declares {permission.name}, which is another's.")
    if DECLARED.setdefault(permission.name, permission) != permission:
        raise WallBroken(f"{permission.name} is declared twice, differently.")
