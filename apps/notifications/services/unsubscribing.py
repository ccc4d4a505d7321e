"""Unsubscribing by a link, without signing in: the link itself is the proof, and is good for one type of mail."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from apps.notifications.errors import UnsubscribeLinkInvalid
from apps.notifications.models import Channel
from apps.notifications.selectors import preferences
from apps.notifications.selectors.types import BY_SLUG
from apps.notifications.services.preferences import Wish, set_preferences


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """Mail of one type to one user."""

    user_id: UUID
    type: str
    title: str
    channel: Channel
    enabled: bool


def link(*, user_id: UUID, type_: str) -> str:
    """It never ends: an old mail's link must work too."""
    token = _signer().sign_object([user_id.hex, type_])
    return f"{settings.PUBLIC_URL}/api/v1/notifications/unsubscribe/{token}"


def subscription_of(*, token: str) -> Subscription:
    """What the link is about; looking changes nothing. Raises UnsubscribeLinkInvalid."""
    try:
        user_hex, type_ = _signer().unsign_object(token)
        found = BY_SLUG[type_]
    except (BadSignature, ValueError, KeyError):
        raise UnsubscribeLinkInvalid from None
    user_id = UUID(user_hex)
    enabled = preferences.wants(user_id=user_id, type_=type_, channel=Channel.EMAIL)
    return Subscription(user_id=user_id, type=type_, title=found.title, channel=Channel.EMAIL, enabled=enabled)


def unsubscribe(*, token: str) -> Subscription:
    """No more mail of that type. Twice changes nothing; only its user turns it on again."""
    found = subscription_of(token=token)
    wish = Wish(type=found.type, channel=found.channel, enabled=False)
    set_preferences(user_id=found.user_id, wishes=[wish])
    return subscription_of(token=token)


def _signer() -> Signer:
    return Signer(salt="notifications.unsubscribe", sep=".")
