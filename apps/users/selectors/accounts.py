"""Accounts, for their owners and for services."""

from collections.abc import Collection
from uuid import UUID

from django.db.models.functions import Lower
from django.utils import timezone

from apps.users.errors import AccountGone, UserNotFound
from apps.users.models import OneTimeToken, Purpose, User


def own_account(*, user_id: UUID, lock: bool = False) -> User:
    """The account of whoever signed in. Raises AccountGone where it was closed since."""
    # no_key: rows that refer to the account may be made meanwhile; who waited for them would wait in a circle
    rows = User.objects.select_for_update(no_key=True) if lock else User.objects.all()
    user = rows.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise AccountGone
    return user


def account(*, user_id: UUID) -> User:
    """Any account, open or closed, locked for a change by staff."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


def account_by_email(*, email: str) -> User | None:
    return User.objects.filter(email=normalized_email(email)).first()


def username_is_taken(*, username: str) -> bool:
    return User.objects.alias(lower=Lower("username")).filter(lower=username.lower()).exists()


def normalized_email(email: str) -> str:
    return email.strip().lower()


def email_is_taken(*, email: str, but_of: UUID | None = None) -> bool:
    """By another's account, or by another who may still take it back."""
    others = User.objects.filter(email=normalized_email(email))
    if but_of is not None:
        others = others.exclude(pk=but_of)
    return others.exists() or email_is_kept(email=email, but_of=but_of)


def emails_kept(*, emails: Collection[str]) -> frozenset[str]:
    """Those among many that their former owners can still take back."""
    kept = OneTimeToken.objects.filter(purpose=Purpose.RESTORE_EMAIL, email__in=emails, used_at=None)
    return frozenset(kept.filter(expires_at__gt=timezone.now()).values_list("email", flat=True))


def email_is_kept(*, email: str, but_of: UUID | None = None) -> bool:
    """For somebody whose account had it some days ago, and who can undo that change."""
    kept = OneTimeToken.objects.filter(purpose=Purpose.RESTORE_EMAIL, email=normalized_email(email), used_at=None)
    if but_of is not None:
        kept = kept.exclude(user_id=but_of)
    return kept.filter(expires_at__gt=timezone.now()).exists()
