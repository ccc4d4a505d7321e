"""Closing an account and opening it again, by staff; nothing of it is deleted."""

from uuid import UUID

from apps.users import selectors
from apps.users.contracts import UserDeactivated, UserReactivated
from apps.users.errors import ErasureUnderWay, OwnAccount
from apps.users.models import Ended, User
from apps.users.services import sessions
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("users")
def deactivate_user(*, user_id: UUID, by: UUID | None = None) -> User:
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
    _record(user_id, action="deactivate")
    return user


@atomic("users")
def reactivate_user(*, user_id: UUID) -> User:
    user = selectors.account(user_id=user_id)
    if user.is_active:
        return user
    if selectors.pending_erasure(user_id=user_id) is not None:
        raise ErasureUnderWay
    user.is_active = True
    user.save(update_fields=["is_active", "updated_at"])
    publish(UserReactivated(user_id=user_id))
    _record(user_id, action="reactivate")
    return user


def _record(user_id: UUID, *, action: str) -> None:
    trail.record(room="users", action=f"users.user.{action}", object_type="users.user", object_id=str(user_id))
