"""Choosing which messages come by which channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.notifications.contracts import PreferenceChanged
from apps.notifications.models import Channel, Preference
from apps.notifications.selectors import preferences
from apps.notifications.selectors.types import BY_SLUG
from apps.notifications.services import erasure
from gopro.database import atomic
from gopro.errors import Invalid
from gopro.events.outbox import publish


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    type: str
    channel: str
    enabled: bool


@atomic("notifications")
def set_preferences(*, user_id: UUID, wishes: Sequence[Wish]) -> None:
    """Take all of the wishes or, where one names a channel that its type doesn't go by, none."""
    _check(wishes)
    if erasure.is_erased(user_id=user_id):
        return
    for wish in wishes:
        channel = Channel(wish.channel)
        if preferences.wants(user_id=user_id, type_=wish.type, channel=channel) == wish.enabled:
            continue
        Preference.objects.update_or_create(
            user_id=user_id, type=wish.type, channel=channel, defaults={"enabled": wish.enabled}
        )
        publish(PreferenceChanged(user_id=user_id, type=wish.type, channel=channel.value, enabled=wish.enabled))


def _check(wishes: Sequence[Wish]) -> None:
    unknown = {
        f"/items/{index}/channel": f"{wish.type} doesn't go by {wish.channel}."
        for index, wish in enumerate(wishes)
        if wish.channel not in BY_SLUG[wish.type].channels
    }
    if unknown:
        raise Invalid(fields=unknown)
