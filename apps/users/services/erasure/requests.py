"""Asking that an account be erased, and asking that it be kept."""

from uuid import UUID

from apps.users import selectors
from apps.users.errors import OneTimeTokenInvalid, OwnAccount
from apps.users.models import Erasure, Purpose
from apps.users.services import one_time_tokens, records
from apps.users.services.erasure.plan import ERASE_ACCOUNT
from gopro.audit import trail
from gopro.database import atomic
from gopro.observability import context
from gopro.sagas import engine


@atomic("users")
def request_erasure(*, user_id: UUID, session_id: UUID) -> Erasure:
    """One's own account, by who has just logged in. Raises LoginNotRecent. Asking twice is asking once."""
    user = selectors.own_account(user_id=user_id, lock=True)
    selectors.recent_session(user_id=user_id, session_id=session_id)
    erasure = _start(user_id=user.pk, asked_by="owner")
    _record(user.pk, verb="erase")
    return erasure


@atomic("users")
def request_erasure_of(*, user_id: UUID, by: UUID | None, reason: str) -> Erasure:
    """Somebody's account, by staff, with the same time to think better of it. The reason is kept in the audit."""
    if user_id == by:
        raise OwnAccount("Erase your own account by the API, as everybody does.")
    why = trail.required(reason)
    erasure = _start(user_id=selectors.account(user_id=user_id).pk, asked_by="staff")
    _record(user_id, verb="erase", reason=why)
    return erasure


def cancel_erasure(*, token: str, ip: str | None) -> None:
    """Keep the account, by the token of the mail. Raises OneTimeTokenInvalid, or PastReturn when it is too late."""
    with one_time_tokens.counting(ip=ip):
        erasure_id = _cancel(token=token)
    engine.advance(room="users", saga_id=erasure_id)  # so that the account is open by the time of the answer


def _start(*, user_id: UUID, asked_by: str) -> Erasure:
    saga, _ = engine.start(plan=ERASE_ACCOUNT, subject=user_id, data={"asked_by": asked_by})
    return selectors.erasure(erasure_id=saga.pk)


@atomic("users")
def _cancel(*, token: str) -> UUID:
    user = one_time_tokens.redeem(secret=token, purposes={Purpose.CANCEL_ERASURE}).user
    erasure = selectors.pending_erasure(user_id=user.pk)
    if erasure is None:
        raise OneTimeTokenInvalid
    engine.cancel(room="users", saga_id=erasure.pk)
    with context.bind(actor_id=str(user.pk)):
        _record(user.pk, verb="keep")
    return erasure.pk


def _record(user_id: UUID, *, verb: str, reason: str = "") -> None:
    records.record(
        user_id=user_id,
        action=f"users.account.{verb}",
        reason=reason,
    )
