"""Another address: asked for by the owner, confirmed by who reads its mail, undone by who reads the former's."""

from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import EmailVerified
from apps.users.errors import EmailTaken, EmailUnchanged, WrongPassword
from apps.users.models import Ended, Purpose, User
from apps.users.services import limits, one_time_tokens, passwords, personal_tokens, records, sessions
from apps.users.services.mfa import step_up
from apps.users.services.oauth import accounts as linking
from gopro.audit import trail
from gopro.audit.models import Outcome
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.observability import context
from gopro.security import attempts
from gopro.security.principal import Principal

BOUND_TO_ADDRESS = frozenset({Purpose.CHANGE_EMAIL, Purpose.RESTORE_EMAIL})


def request_change(*, principal: Principal, email: str, password: str) -> None:
    """A mail to the new address. Whether it is another's is told to that other alone.

    Raises WrongPassword, EmailUnchanged, or LoginNotRecent where there is no password or more than that.
    """
    attempts.take(limits.PASSWORD_OF_ACCOUNT, principal.user_id)
    try:
        _prove(principal=principal, password=password)
    except WrongPassword:
        _record_refusal(user_id=principal.user_id)
        raise
    attempts.give_back(limits.PASSWORD_OF_ACCOUNT, principal.user_id)
    _request(user_id=principal.user_id, email=selectors.normalized_email(email))


def confirm_change(*, token: str, ip: str | None) -> None:
    """The new address is the account's, and verified; the former gets a mail that can undo it for a week."""
    try:
        with one_time_tokens.counting(ip=ip):
            _confirm(token=token)
    except IntegrityError as failure:
        raise EmailTaken from failure


def undo_change(*, token: str, ip: str | None) -> str:
    """The former address again. Whoever changed it may know the password: that is void, and the answer sets another."""
    try:
        with one_time_tokens.counting(ip=ip):
            return _undo(token=token)
    except IntegrityError as failure:
        raise EmailTaken from failure


def _prove(*, principal: Principal, password: str) -> None:
    user = selectors.own_account(user_id=principal.user_id)
    has_password = user.has_usable_password()
    if has_password and not passwords.holds(password, encoded=user.password):
        raise WrongPassword(fields={"/password": "This is not the present password."})
    if not has_password or selectors.has_second_factor(user_id=user.pk):
        step_up.require_recent_proof(principal=principal)


@atomic("users")
def _request(*, user_id: UUID, email: str) -> None:
    user = selectors.own_account(user_id=user_id, lock=True)
    if email == user.email:
        raise EmailUnchanged
    one_time_tokens.void(user=user, purposes={Purpose.CHANGE_EMAIL})
    if not selectors.email_is_taken(email=email, but_of=user.pk):
        one_time_tokens.request_token(user=user, purpose=Purpose.CHANGE_EMAIL, email=email)
    elif (owner := selectors.account_by_email(email=email)) is not None and owner.is_active:
        one_time_tokens.request_token(user=owner, purpose=Purpose.ACCOUNT_EXISTS)
    _record(user_id, verb="request_change")


@atomic("users")
def _confirm(*, token: str) -> None:
    redeemed = one_time_tokens.redeem(secret=token, purposes={Purpose.CHANGE_EMAIL})
    user = selectors.account(user_id=redeemed.user_id)
    former, was_verified = user.email, user.email_verified
    if selectors.email_is_taken(email=redeemed.email, but_of=user.pk):
        raise EmailTaken
    _take(user, email=redeemed.email)
    one_time_tokens.void(user=user, purposes={Purpose.CHANGE_EMAIL})
    if was_verified:
        one_time_tokens.request_token(user=user, purpose=Purpose.RESTORE_EMAIL, email=former)
    with context.bind(actor_id=str(user.pk)):
        _record(user.pk, verb="change")


@atomic("users")
def _undo(*, token: str) -> str:
    redeemed = one_time_tokens.redeem(secret=token, purposes={Purpose.RESTORE_EMAIL})
    user = selectors.account(user_id=redeemed.user_id)
    user.set_unusable_password()
    _take(user, email=redeemed.email)
    one_time_tokens.void(user=user, purposes=BOUND_TO_ADDRESS)
    with context.bind(actor_id=str(user.pk)):
        sessions.end(selectors.open_sessions(user_id=user.pk), reason=Ended.REVOKED_BY_USER)
        personal_tokens.revoke_all(user_id=user.pk, reason=Ended.REVOKED_BY_USER)
        linking.unlink_all(user_id=user.pk)
        _record(user.pk, verb="undo_change")
    return one_time_tokens.hand_out(user=user, purpose=Purpose.RESET_PASSWORD)


def _take(user: User, *, email: str) -> None:
    """Links that were mailed to the former address are void by this, since each names its address."""
    user.email, user.email_verified_at = email, timezone.now()
    user.save(update_fields=["email", "email_verified_at", "password", "updated_at"])
    publish(EmailVerified(user_id=user.pk, email=email))


@atomic("users")
def _record_refusal(*, user_id: UUID) -> None:
    _record(user_id, verb="request_change", outcome=Outcome.REFUSED)


def _record(user_id: UUID, *, verb: str, outcome: Outcome = Outcome.DONE) -> None:
    records.record(
        user_id=user_id,
        action=f"users.email.{verb}",
        outcome=outcome,
        changes={"email": trail.WITHHELD} if outcome is Outcome.DONE else trail.NOTHING,
    )
