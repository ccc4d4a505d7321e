"""What a user wants by which channel: their own choice, else the type's default."""

from dataclasses import dataclass
from uuid import UUID

from apps.notifications.models import Channel, Preference
from apps.notifications.selectors.types import ALL, NotificationType


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    type: str
    title: str
    description: str
    channel: Channel
    enabled: bool
    is_default: bool


def choices(*, user_id: UUID) -> list[Choice]:
    """Every type by every channel that it can go by."""
    rows = Preference.objects.filter(user_id=user_id).values_list("type", "channel", "enabled")
    chosen = {(type_, channel): enabled for type_, channel, enabled in rows}
    return [_choice(found, channel=channel, chosen=chosen) for found in ALL for channel in found.channels]


def wants(*, user_id: UUID, type_: str, channel: Channel) -> bool:
    chosen = Preference.objects.filter(user_id=user_id, type=type_, channel=channel)
    return all(chosen.values_list("enabled", flat=True))


def refused(*, user_id: UUID, type_: str) -> frozenset[str]:
    """The channels by which the user doesn't want this type."""
    rows = Preference.objects.filter(user_id=user_id, type=type_, enabled=False)
    return frozenset(rows.values_list("channel", flat=True))


def _choice(found: NotificationType, *, channel: Channel, chosen: dict[tuple[str, str], bool]) -> Choice:
    return Choice(
        type=found.slug,
        title=found.title,
        description=found.description,
        channel=channel,
        enabled=chosen.get((found.slug, channel), True),
        is_default=(found.slug, channel) not in chosen,
    )
