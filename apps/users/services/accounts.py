"""Accounts in the hands of staff: opened for somebody, changed, closed and opened again; nothing is deleted."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError

from apps.users import selectors
from apps.users.contracts import UserDeactivated, UserReactivated
from apps.users.errors import ErasureUnderWay, OwnAccount, UsernameTaken
from apps.users.models import Ended, User
from apps.users.services import avatars, personal_tokens, profiles, records, registration, sessions
from apps.users.services.profiles import ProfileChanges
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition
from gopro.security import policy
from gopro.security.principal import Principal

INVITING, CHANGING, CLOSING = "users.account:invite", "users.account:change", "users.account:deactivate"


@atomic("users")
def invite_user(
    *, email: str, username: str, display_name: str, locale: str, time_zone: str, reason: str, by: Principal
) -> User:
    """An account for somebody, who chooses a password by the link in the mail. Raises EmailTaken or UsernameTaken."""
    policy.require(principal=by, permission=INVITING)
    why = trail.required(reason)
    user = registration.open_invited(
        email=email, username=username, display_name=display_name, locale=locale, time_zone=time_zone
    )
    _record(user.pk, action="invite", reason=why)
    return user


def edit_user(
    *,
    key: str,
    changes: ProfileChanges,
    is_active: bool | None,
    reason: str,
    by: Principal,
    unless_changed: Precondition = UNCONDITIONAL,
) -> User:
    """Somebody's profile, and whether the account is open. Raises UsernameTaken, or as closing and opening do."""
    policy.require(principal=by, permission=CHANGING)
    if is_active is not None:
        policy.require(principal=by, permission=CLOSING)
    try:
        return _edit(
            user_id=selectors.account_named(key=key).pk,
            changes=changes,
            is_active=is_active,
            reason=trail.required(reason),
            by=by.user_id,
            unless_changed=unless_changed,
        )
    except IntegrityError as failure:
        raise UsernameTaken from failure


@atomic("users")
def remove_avatar_of(*, user_id: UUID, reason: str, by: Principal) -> User:
    """Somebody's picture, by staff."""
    policy.require(principal=by, permission=CHANGING)
    why = trail.required(reason)
    user = selectors.account(user_id=user_id)
    if user.avatar_id is None:
        return user
    avatars.replace(user, avatar_id=None)
    _record(user_id, action="remove_avatar", reason=why)
    return user


@atomic("users")
def deactivate_user(*, user_id: UUID, by: UUID | None = None, reason: str = "") -> User:
    """Nobody logs in to it, and its sessions are over everywhere within seconds."""
    if user_id == by:
        raise OwnAccount("You can't close your own account here.")
    user = selectors.account(user_id=user_id)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active", "updated_at"])
    publish(UserDeactivated(user_id=user_id))
    sessions.end(selectors.open_sessions(user_id=user_id), reason=Ended.DEACTIVATED)
    personal_tokens.revoke_all(user_id=user_id, reason=Ended.DEACTIVATED)
    _record(user_id, action="deactivate", reason=reason)
    return user


@atomic("users")
def reactivate_user(*, user_id: UUID, reason: str = "") -> User:
    user = selectors.account(user_id=user_id)
    if user.is_active:
        return user
    if selectors.pending_erasure(user_id=user_id) is not None:
        raise ErasureUnderWay
    user.is_active = True
    user.save(update_fields=["is_active", "updated_at"])
    publish(UserReactivated(user_id=user_id))
    _record(user_id, action="reactivate", reason=reason)
    return user


@atomic("users")
def _edit(
    *,
    user_id: UUID,
    changes: ProfileChanges,
    is_active: bool | None,
    reason: str,
    by: UUID,
    unless_changed: Precondition,
) -> User:
    user = selectors.account(user_id=user_id)
    unless_changed.check(user.updated_at)
    changed = profiles.apply(user, changes=changes)
    if changed:
        _record(user_id, action="edit", reason=reason, changes=dict.fromkeys(sorted(changed), trail.WITHHELD))
    if is_active is True:
        user = reactivate_user(user_id=user_id, reason=reason)
    elif is_active is False:
        user = deactivate_user(user_id=user_id, by=by, reason=reason)
    return user


def _record(user_id: UUID, *, action: str, reason: str, changes: Mapping[str, str] = trail.NOTHING) -> None:
    records.record(
        user_id=user_id,
        action=f"users.user.{action}",
        reason=reason,
        changes=changes,
    )
