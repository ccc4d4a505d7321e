"""Who may do what: permissions that the rooms declare, evaluated in one place, the same in every process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from uuid import UUID

from gopro.database import WallBroken
from gopro.errors import Forbidden
from gopro.security.permission import Permission, Scope
from gopro.security.principal import Caller

DECLARED: dict[str, Permission] = {}

_asked: ContextVar[frozenset[str]] = ContextVar("asked", default=frozenset())


def collect(contracts: Iterable[ModuleType]) -> None:
    """Take in the `PERMISSIONS` of each room's contracts. A room can't declare another's, nor one twice."""
    for module in contracts:
        room = module.__name__.split(".")[-2]
        for permission in getattr(module, "PERMISSIONS", ()):
            _declare(permission, room=room)


def scope(*, principal: Caller, permission: str) -> Scope | None:
    """The widest scope in which the caller holds it, `None` for a refusal; selectors filter by it.

    Beside OWN there may be `things`, too.
    """
    held = _held(principal, declared(permission))
    if held:
        return Scope.ALL if Scope.ALL in held else Scope.OWN
    return Scope.WITHIN if things(principal=principal, permission=permission) else None


def things(*, principal: Caller, permission: str) -> frozenset[UUID]:
    """Those on which the caller holds it by a role that was granted on them alone."""
    roles = frozenset(declared(permission).within)
    return frozenset(thing for thing, held in principal.terms.grants.items() if held & roles)


def allows(*, principal: Caller, permission: str, owner_ids: Iterable[UUID] = (), within: UUID | None = None) -> bool:
    """Whether the caller may do this to a thing of these owners that is, or belongs to, `within`."""
    held = _held(principal, declared(permission))
    if Scope.ALL in held or (Scope.OWN in held and principal.user_id in set(owner_ids)):
        return True
    return within is not None and within in things(principal=principal, permission=permission)


def require(*, principal: Caller, permission: str, owner_ids: Iterable[UUID] = (), within: UUID | None = None) -> None:
    """Raise Forbidden unless allowed. Where even existence is private, ask `allows` and raise NotFound."""
    if not allows(principal=principal, permission=permission, owner_ids=owner_ids, within=within):
        raise Forbidden


def declared(permission: str) -> Permission:
    """Raises WallBroken for a name that no room declares: that is a bug and no refusal."""
    _asked.set(_asked.get() | {permission})
    try:
        return DECLARED[permission]
    except KeyError:
        raise WallBroken(f"No room declares the permission {permission!r} in its contracts.") from None


def roles() -> frozenset[str]:
    """Every role that any room names; the room that gives roles has all of them."""
    return frozenset(role for permission in DECLARED.values() for role in permission.grants)


def roles_within() -> frozenset[str]:
    """Every role that means something when it is granted on one thing alone."""
    return frozenset(role for permission in DECLARED.values() for role in permission.within)


@contextmanager
def must_ask(permission: str) -> Iterator[None]:
    """What is done inside evaluates this permission, or it is a bug: what is declared of it would be untrue."""
    with recorded() as asked:
        yield
        if permission and permission not in asked():
            raise WallBroken(f"{permission} is declared, and was never asked for.")


@contextmanager
def recorded() -> Iterator[Callable[[], frozenset[str]]]:
    """Hands out what was asked for since."""
    before = _asked.set(frozenset())
    try:
        yield _asked.get
    finally:
        _asked.reset(before)


def _held(principal: Caller, permission: Permission) -> frozenset[Scope]:
    """By roles that aren't bound to one thing."""
    return frozenset(permission.grants[role] for role in principal.roles if role in permission.grants)


def _declare(permission: Permission, *, room: str) -> None:
    if permission.room != room:
        raise WallBroken(f"The room {room} declares {permission.name}, which is another's.")
    if DECLARED.setdefault(permission.name, permission) != permission:
        raise WallBroken(f"{permission.name} is declared twice, differently.")
