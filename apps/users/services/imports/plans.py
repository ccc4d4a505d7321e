"""What a row means now: an account to make, changes to one, nothing, or faults. A dry run and a run plan alike."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from apps.users import selectors
from apps.users.models import Became, Erasure, User
from apps.users.services.imports.authority import CHANGE, NEEDED_OF, Authority
from apps.users.services.imports.columns import KEY
from apps.users.services.imports.names import Names
from apps.users.services.imports.rows import Fault, Row

GENERATED = "user-{}"
DOUBLED = Fault(column=KEY, code="doubled", detail="This address stands in an earlier row. Keep one of them.")
TAKEN = Fault(column="username", code="username_taken", detail="This user name is taken; choose another.")
ERASED = Fault(column=KEY, code="erasure_under_way", detail="This account is being erased; leave it out.")
OWN = "This is your own account; somebody else must do this."
KEPT = Fault(
    column=KEY, code="email_taken", detail="Whose address this was can still take it back; try again in some days."
)
FORBIDDEN = "You may not change this. Leave the cell empty, or ask somebody who may."


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """`user` is the account as it will be; `before` is what it says now in the columns that change."""

    row: Row
    became: Became | None
    user: User | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """What stands in the database of a chunk's rows."""

    users: Mapping[str, User]
    erasing: Collection[UUID]
    kept: Collection[str]


def present(rows: Sequence[Row], *, lock: bool) -> Present:
    """In three queries; a run locks the accounts, always in one order."""
    emails = [row.email for row in rows]
    found = User.objects.select_for_update(no_key=True) if lock else User.objects.all()
    users = {user.email: user for user in found.filter(email__in=emails).order_by("pk")}
    pending = Erasure.objects.filter(
        user_id__in=[user.pk for user in users.values()], cancelled_at=None, completed_at=None
    )
    erasing = frozenset(pending.values_list("user_id", flat=True))
    return Present(users=users, erasing=erasing, kept=selectors.emails_kept(emails=emails))


def plan(row: Row, *, now: Present, names: Names, authority: Authority, is_doubled: bool) -> Plan:
    """Raises NameFreedJustNow where the row must wait for the chunk before it to be written."""
    faults = list(row.faults)
    if is_doubled and not faults:
        faults = [DOUBLED]
    user = now.users.get(row.email)
    if user is not None and user.pk in now.erasing:
        faults.append(ERASED)
    if user is None and row.email in now.kept:
        faults.append(KEPT)
    changed = _changed(row, user=user) if not faults else {}
    faults += [_forbidden(column) for column in changed if not _may(column, user=user, authority=authority)]
    faults += [_own(column) for column in changed if user and user.pk == authority.user_id and column in NEEDED_OF]
    if "username" in changed and not names.is_free(changed["username"], by=user.pk if user else None):
        faults.append(TAKEN)
    if faults:
        return Plan(row=row, became=Became.REFUSED, faults=tuple(faults))
    return _taken(row, user=user, changed=changed, names=names)


def _changed(row: Row, *, user: User | None) -> dict[str, Any]:
    given = {name: value for name, value in row.values.items() if name != KEY}
    if user is None:
        return {name: value for name, value in given.items() if name not in NEEDED_OF or value != _default(name)}
    return {name: value for name, value in given.items() if value != _now(user, name)}


def _default(column: str) -> Any:
    return [] if column == "roles" else True


def _now(user: User, column: str) -> Any:
    return sorted(user.roles) if column == "roles" else getattr(user, column)


def _may(column: str, *, user: User | None, authority: Authority) -> bool:
    """Whoever may import may make accounts; what goes beyond that is asked for."""
    if column in NEEDED_OF:
        return authority.may(NEEDED_OF[column])
    return user is None or authority.may(CHANGE)


def _forbidden(column: str) -> Fault:
    return Fault(column=column, code="forbidden", detail=FORBIDDEN)


def _own(column: str) -> Fault:
    return Fault(column=column, code="own_account", detail=OWN)


def _taken(row: Row, *, user: User | None, changed: Mapping[str, Any], names: Names) -> Plan:
    if user is None:
        made = _made(row, changed=changed)
        if "username" in changed:
            names.take(made.username, by=made.pk)
        return Plan(row=row, became=Became.CREATED, user=made)
    before = {name: _now(user, name) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    if "username" in changed:
        names.free(before["username"])
        names.take(user.username, by=user.pk)
    return Plan(row=row, became=Became.UPDATED if changed else None, user=user, before=before)


def _made(row: Row, *, changed: Mapping[str, Any]) -> User:
    """Without a password, so nobody signs in before its owner has chosen one."""
    username = changed.get("username") or GENERATED.format(secrets.token_hex(6))
    unusable = f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_urlsafe(30)}"
    return User(email=row.email, password=unusable, **{"display_name": username, **changed, "username": username})
