"""Mails with a link that works once. The mail is asked for in the transaction of its cause, and made by its job."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from apps.users import selectors
from apps.users.errors import OneTimeTokenInvalid
from apps.users.models import OneTimeToken, Purpose, User
from apps.users.services import letters, limits, secrets
from gopro.database import atomic
from gopro.errors import Unavailable
from gopro.identifiers import uuid7
from gopro.jobs import enqueue
from gopro.security import attempts

log = structlog.stdlib.get_logger(__name__)

LIFETIMES = {
    Purpose.VERIFY_EMAIL: timedelta(days=3),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.ACCOUNT_EXISTS: timedelta(hours=1),
    Purpose.CANCEL_ERASURE: timedelta(days=14),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.NEW_DEVICE: timedelta(days=7),
    Purpose.SUPPORT_ACCESS: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
    Purpose.RESTORE_EMAIL: timedelta(days=7),
}
MOST_AN_HOUR = 3  # of a kind to one address, so that nobody's mailbox is filled by others
PAGES = {
    Purpose.VERIFY_EMAIL: "/account/verify-email",
    Purpose.RESET_PASSWORD: "/account/reset-password",
    Purpose.ACCOUNT_EXISTS: "/account/reset-password",
    Purpose.CANCEL_ERASURE: "/account/keep",
    Purpose.INVITATION: "/account/reset-password",
    Purpose.NEW_DEVICE: "/account/end-session",
    Purpose.SUPPORT_ACCESS: "/account/end-session",
    Purpose.CHANGE_EMAIL: "/account/change-email",
    Purpose.RESTORE_EMAIL: "/account/restore-email",
}
SUBJECTS = {
    Purpose.VERIFY_EMAIL: "Confirm your e-mail address",
    Purpose.RESET_PASSWORD: "Choose a new password",
    Purpose.ACCOUNT_EXISTS: "You already have an account",
    Purpose.CANCEL_ERASURE: "Your account will be erased",
    Purpose.INVITATION: "You have an account at GO-PRO",
    Purpose.NEW_DEVICE: "A new device logged in to your account",
    Purpose.SUPPORT_ACCESS: "Support opened your account",
    Purpose.CHANGE_EMAIL: "Confirm your new e-mail address",
    Purpose.RESTORE_EMAIL: "The e-mail address of your account was changed",
}
OTHER_ADDRESS = frozenset({Purpose.CHANGE_EMAIL, Purpose.RESTORE_EMAIL})  # not sent to the account's own
OPEN = Q(user__is_active=True) | Q(purpose=Purpose.CANCEL_ERASURE)  # that one is for an account that is closed
RETRIED_AFTER = timedelta(minutes=2)
LOST_AFTER = timedelta(seconds=30)
SWEPT_AT_ONCE = 500


@atomic("users")
def request_token(
    *,
    user: User,
    purpose: Purpose,
    until: datetime | None = None,
    session_id: UUID | None = None,
    email: str | None = None,
) -> None:
    """Ask for the mail to the account's address or to `email`, unless there were enough of them within the hour."""
    now = timezone.now()
    lately = OneTimeToken.objects.filter(user=user, purpose=purpose, created_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        return
    token = OneTimeToken.objects.create(
        user=user,
        purpose=purpose,
        email=email or user.email,
        session_id=session_id,
        expires_at=until or now + LIFETIMES[purpose],
    )
    enqueue("users.send_one_time_token", token.id)


def hand_out(*, user: User, purpose: Purpose) -> str:
    """A token for whoever just used up one that came by mail. In the caller's transaction."""
    secret, now = secrets.new(), timezone.now()
    OneTimeToken.objects.create(
        user=user,
        purpose=purpose,
        email=user.email,
        token_hash=secrets.hash_of(secret),
        sent_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    return secret


def offer_token(*, user: User | None, purpose: Purpose) -> None:
    """Have the mail asked for later, for nobody too: an answer's time must not tell whether there is an account."""
    enqueue("users.request_one_time_token", user.id if user else uuid7(), purpose.value)


def request_offered_token(*, user_id: UUID, purpose: str) -> None:
    """What `offer_token` meant, where there is such an account and the mail makes sense."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None and not (purpose == Purpose.VERIFY_EMAIL and user.email_verified):
        request_token(user=user, purpose=Purpose(purpose))


def send_one_time_token(*, token_id: UUID) -> None:
    """Make the token and send it. Running twice sends one mail, unless the first try failed."""
    secret = secrets.new()
    now = timezone.now()
    due = OneTimeToken.objects.filter(pk=token_id, sent_at=None, used_at=None, expires_at__gt=now)
    free = due.filter(Q(attempted_at=None) | Q(attempted_at__lt=now - RETRIED_AFTER))
    if not free.update(attempted_at=now, token_hash=secrets.hash_of(secret)):
        return
    token = OneTimeToken.objects.select_related("user").get(pk=token_id)
    try:
        _send(token, secret=secret)
    except Unavailable:
        log.warning("mail not sent; the sweep will", token_id=str(token_id))
        return
    OneTimeToken.objects.filter(pk=token_id).update(sent_at=timezone.now())


def send_due_mail() -> None:
    """Ask again for what a broker or a mail server lost."""
    due = selectors.due_mail(waiting_since=LOST_AFTER, tried_before=RETRIED_AFTER, most=SWEPT_AT_ONCE)
    for token_id in due:
        enqueue("users.send_one_time_token", token_id)


def redeem(*, secret: str, purposes: Collection[Purpose]) -> OneTimeToken:
    """Use a token up, in the caller's transaction. Raises OneTimeTokenInvalid."""
    now = timezone.now()
    token = (
        OneTimeToken.objects.select_related("user")
        .filter(OPEN, token_hash=secrets.hash_of(secret), purpose__in=purposes, expires_at__gt=now)
        .first()
    )
    if token is None or not (token.email == token.user.email or token.purpose in OTHER_ADDRESS):
        raise OneTimeTokenInvalid
    if not OneTimeToken.objects.filter(pk=token.pk, used_at=None).update(used_at=now):
        raise OneTimeTokenInvalid
    return token


def void(*, user: User, purposes: Collection[Purpose]) -> None:
    """What was mailed for these opens nothing any more. In the caller's transaction."""
    OneTimeToken.objects.filter(user=user, purpose__in=purposes, used_at=None).update(used_at=timezone.now())


def counting(*, ip: str | None) -> AbstractContextManager[None]:
    """Around the use of a token: one that doesn't hold counts against its address."""
    return attempts.counting(limits.TOKENS_FROM_ADDRESS, ip, failures=OneTimeTokenInvalid)


def _send(token: OneTimeToken, *, secret: str) -> None:
    purpose = Purpose(token.purpose)
    words = {
        "user": token.user,
        "session": selectors.session(session_id=token.session_id) if token.session_id else None,
        "link": f"{settings.PUBLIC_URL}{PAGES[purpose]}?{urlencode({'token': secret})}",
        "token": secret,
        "until": token.expires_at,
        "site": settings.PUBLIC_URL,
    }
    letters.send(
        to=token.email,
        name=purpose.value,
        subject=SUBJECTS[purpose],
        locale=token.user.locale,
        words=words,
        message_id=f"users.{purpose}.{token.id}",
    )
