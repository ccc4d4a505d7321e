"""Proving that an address is one's own."""

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import EmailVerified
from apps.users.models import Purpose, User
from apps.users.services import limits, one_time_tokens
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.security import attempts


def verify_email(*, token: str, ip: str | None) -> None:
    """Use the token of the mail up. Raises OneTimeTokenInvalid."""
    with one_time_tokens.counting(ip=ip):
        _verify(token=token)


def resend_verification(*, email: str, ip: str | None) -> None:
    """The mail again, if there is an account that waits for it; nothing tells whether there is."""
    attempts.take(limits.MAIL_FROM_ADDRESS, ip)
    one_time_tokens.offer_token(user=selectors.account_by_email(email=email), purpose=Purpose.VERIFY_EMAIL)


def mark_verified(user: User) -> None:
    """The address is the user's. In the caller's transaction; told once."""
    now = timezone.now()
    if User.objects.filter(pk=user.pk, email_verified_at=None).update(email_verified_at=now, updated_at=now):
        publish(EmailVerified(user_id=user.id, email=user.email))


@atomic("users")
def _verify(*, token: str) -> None:
    mark_verified(one_time_tokens.redeem(secret=token, purposes={Purpose.VERIFY_EMAIL}).user)
