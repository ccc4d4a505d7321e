"""Roles beside learner: on everything, or on one thing alone; given and taken by those who may, with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import RoleGranted, RoleRevoked
from apps.users.errors import GrantEnded, GrantNotFound, OwnAccount, TooManyGrants, UnknownRole
from apps.users.models import Ended, Role, RoleGrant, User
from apps.users.services import personal_tokens, records, sessions
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.security import policy

MOST_GRANTS = 30  # a person, since tokens carry them, and a cookie holds 4096 characters
ENDED_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A role on one thing, until it is taken away or its time is over."""

    role: str
    within: UUID
    expires_at: datetime | None = None


@atomic("users")
def set_roles(*, user_id: UUID, roles: Collection[str], by: UUID | None = None, reason: str = "") -> User:
    """The user has these roles on everything from now on. Losing one ends all sessions, since their tokens name it."""
    wanted = checked_roles(roles)
    user = selectors.account(user_id=user_id)
    granted, revoked = set(wanted) - set(user.roles), set(user.roles) - set(wanted)
    if Role.ADMIN in revoked and by == user_id:
        raise OwnAccount("You can't take the role admin from yourself; ask another admin.")
    if not granted | revoked:
        return user
    user.roles = wanted
    user.save(update_fields=["roles", "updated_at"])
    _tell(user_id, granted=granted, revoked=revoked, reason=reason)
    return user


@atomic("users")
def grant_on(*, user_id: UUID, grant: Grant, reason: str, by: UUID | None = None) -> RoleGrant:
    """The user has this role on one thing. Given again, only when it ends changes."""
    why, until = trail.required(reason), grant.expires_at
    _check(grant)
    user = selectors.account(user_id=user_id)
    found = selectors.role_grants(user_id=user.pk).filter(role=grant.role, within=grant.within).first()
    if found is not None and found.expires_at == until:
        return found
    if found is None and selectors.role_grants(user_id=user.pk).count() >= MOST_GRANTS:
        raise TooManyGrants
    given, is_new = RoleGrant.objects.update_or_create(
        user=user,
        role=grant.role,
        within=grant.within,
        defaults={"expires_at": until, "granted_by": by, "reason": why},
    )
    if is_new:
        publish(RoleGranted(user_id=user_id, role=grant.role, within=grant.within))
    until_when = "granted" if until is None else f"granted until {until:%Y-%m-%dT%H:%M:%SZ}"
    record_roles(user_id, changes={_on(given): until_when}, reason=why)
    return given


@atomic("users")
def revoke_on(*, user_id: UUID, role: str, within: UUID, reason: str) -> None:
    """The user loses the role on one thing, and all sessions, since their tokens name it. Raises GrantNotFound."""
    why = trail.required(reason)
    selectors.account(user_id=user_id)
    grants = list(selectors.role_grants(user_id=user_id).filter(role=role, within=within))
    if not grants:
        raise GrantNotFound
    _take_away(user_id, grants=grants, reason=why)


@atomic("users")
def set_grants(*, user_id: UUID, grants: Collection[Grant], reason: str, by: UUID | None = None) -> None:
    """The user has these roles on single things from now on, and no others."""
    wanted = {(grant.role, grant.within): grant for grant in grants}
    selectors.account(user_id=user_id)
    held = {(row.role, row.within): row for row in selectors.role_grants(user_id=user_id)}
    lost = [row for key, row in held.items() if key not in wanted]
    if lost:
        _take_away(user_id, grants=lost, reason=trail.required(reason))
    for grant in wanted.values():
        grant_on(user_id=user_id, grant=grant, reason=reason, by=by)


@atomic("users")
def end_expired() -> None:
    """By the clock: roles whose time is over, in portions."""
    over = RoleGrant.objects.filter(expires_at__lte=timezone.now()).select_for_update(skip_locked=True)
    by_user: dict[UUID, list[RoleGrant]] = {}
    for grant in over.order_by("user_id", "pk")[:ENDED_AT_ONCE]:
        by_user.setdefault(grant.user_id, []).append(grant)
    for user_id, grants in by_user.items():
        _take_away(user_id, grants=grants, reason="its time was over")


def record_roles(user_id: UUID, *, changes: Mapping[str, str], reason: str = "") -> None:
    records.record(
        user_id=user_id,
        action="users.user.set_roles",
        changes=changes,
        reason=reason,
    )


def checked_roles(roles: Collection[str]) -> list[str]:
    unknown = sorted(set(roles) - set(Role.values))
    if unknown:
        raise UnknownRole(fields={"/roles": f"There is no role {', '.join(unknown)}; choose from {', '.join(Role)}."})
    return sorted(set(roles))


def roles_on_one_thing() -> list[str]:
    """Those that mean something there, as the rooms declare."""
    return sorted(policy.roles_within() & set(Role.values))


def _check(grant: Grant) -> None:
    known = roles_on_one_thing()
    if grant.role not in known:
        raise UnknownRole(fields={"/role": f"On one thing alone there are {', '.join(known)}."})
    if grant.expires_at is not None and grant.expires_at <= timezone.now():
        raise GrantEnded(fields={"/expires_at": "This time is over."})


def _take_away(user_id: UUID, *, grants: Collection[RoleGrant], reason: str) -> None:
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants]).delete()
    for grant in grants:
        publish(RoleRevoked(user_id=user_id, role=grant.role, within=grant.within))
    sessions.end(selectors.open_sessions(user_id=user_id), reason=Ended.ROLES_CHANGED)
    personal_tokens.revoke_all(user_id=user_id, reason=Ended.ROLES_CHANGED)
    record_roles(user_id, changes={_on(grant): "revoked" for grant in grants}, reason=reason)


def _tell(user_id: UUID, *, granted: Collection[str], revoked: Collection[str], reason: str) -> None:
    for role in sorted(granted):
        publish(RoleGranted(user_id=user_id, role=role))
    for role in sorted(revoked):
        publish(RoleRevoked(user_id=user_id, role=role))
    if revoked:
        sessions.end(selectors.open_sessions(user_id=user_id), reason=Ended.ROLES_CHANGED)
        personal_tokens.revoke_all(user_id=user_id, reason=Ended.ROLES_CHANGED)
    changes = dict.fromkeys(granted, "granted") | dict.fromkeys(revoked, "revoked")
    record_roles(user_id, changes=changes, reason=reason)


def _on(grant: RoleGrant) -> str:
    return f"{grant.role} on {grant.within}"
