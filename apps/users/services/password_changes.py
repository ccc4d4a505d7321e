"""Another password: by who knows the present one, or by who receives the account's mail."""

from uuid import UUID

from apps.users import selectors
from apps.users.contracts import PasswordChanged
from apps.users.errors import WrongPassword
from apps.users.models import Ended, NoticeKind, Purpose, User
from apps.users.services import devices, limits, notices, one_time_tokens, passwords, personal_tokens, records, sessions
from apps.users.services.sessions import Client
from apps.users.services.verification import mark_verified
from gopro.audit import trail
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.observability import context
from gopro.security import attempts

RESETTING = frozenset({Purpose.RESET_PASSWORD, Purpose.ACCOUNT_EXISTS, Purpose.INVITATION})


def change_password(*, user_id: UUID, session_id: UUID, current_password: str, new_password: str) -> None:
    """End all sessions but this one. Raises WrongPassword or PasswordRefused."""
    attempts.take(limits.PASSWORD_OF_ACCOUNT, user_id)
    try:
        _change(user_id=user_id, session_id=session_id, current_password=current_password, new_password=new_password)
    except WrongPassword:
        _record_refusal(user_id=user_id)
        raise
    attempts.give_back(limits.PASSWORD_OF_ACCOUNT, user_id)


def forget_password(*, email: str, ip: str | None) -> None:
    """A mail with a way back, if there is such an account; nothing tells whether there is."""
    attempts.take(limits.MAIL_FROM_ADDRESS, ip)
    one_time_tokens.offer_token(user=selectors.account_by_email(email=email), purpose=Purpose.RESET_PASSWORD)


def reset_password(*, token: str, new_password: str, client: Client) -> None:
    """End all sessions. Who has the mail has the address, which is verified by this, and the device is the owner's."""
    with one_time_tokens.counting(ip=client.ip):
        _reset(token=token, new_password=new_password, client=client)


@atomic("users")
def _change(*, user_id: UUID, session_id: UUID, current_password: str, new_password: str) -> None:
    user = selectors.own_account(user_id=user_id, lock=True)
    if not passwords.holds(current_password, encoded=user.password):
        raise WrongPassword(fields={"/current_password": "This is not the present password."})
    _set(user, password=new_password)
    others = selectors.open_sessions(user_id=user_id).exclude(pk=session_id)
    sessions.end(others, reason=Ended.PASSWORD_CHANGED)
    personal_tokens.revoke_all(user_id=user_id, reason=Ended.PASSWORD_CHANGED)
    _record(user_id, action="change_password")


@atomic("users")
def _reset(*, token: str, new_password: str, client: Client) -> None:
    user = one_time_tokens.redeem(secret=token, purposes=RESETTING).user
    _set(user, password=new_password)
    mark_verified(user)
    devices.meet(user=user, ip=client.ip, user_agent=client.user_agent, device_id=client.device_id)
    with context.bind(actor_id=str(user.id)):
        sessions.end(selectors.open_sessions(user_id=user.id), reason=Ended.PASSWORD_CHANGED)
        personal_tokens.revoke_all(user_id=user.id, reason=Ended.PASSWORD_CHANGED)
        _record(user.id, action="reset_password")


def _set(user: User, *, password: str) -> None:
    """Links to choose a password that were sent before are void."""
    passwords.check(password, user=user, field="/new_password")
    user.password = passwords.hashed(password)
    user.save(update_fields=["password", "updated_at"])
    one_time_tokens.void(user=user, purposes=RESETTING)
    publish(PasswordChanged(user_id=user.id))
    notices.request(user_id=user.id, kind=NoticeKind.PASSWORD_CHANGED)


@atomic("users")
def _record_refusal(*, user_id: UUID) -> None:
    _record(user_id, action="change_password", outcome=Outcome.REFUSED)


def _record(user_id: UUID, *, action: str, outcome: Outcome = Outcome.DONE) -> None:
    records.record(
        user_id=user_id,
        action=f"users.user.{action}",
        outcome=outcome,
        changes={"password": trail.WITHHELD} if outcome is Outcome.DONE else trail.NOTHING,
    )
