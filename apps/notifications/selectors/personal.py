"""What notifications keeps of a person: how they are reached, what they were told, and what they chose."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.notifications.models import Delivery, DeliveryAttempt, Notification, Preference, Recipient

AT_ONCE = 500


def sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """Rows by section, read as they are asked for."""
    found = {
        "recipient": Recipient.objects.filter(user_id=user_id),
        "preferences": Preference.objects.filter(user_id=user_id),
        "notifications": Notification.objects.filter(user_id=user_id),
        "deliveries": Delivery.objects.filter(notification__user_id=user_id),
        "delivery_attempts": DeliveryAttempt.objects.filter(delivery__notification__user_id=user_id),
    }
    return {name: rows.order_by("pk").values().iterator(chunk_size=AT_ONCE) for name, rows in found.items()}
