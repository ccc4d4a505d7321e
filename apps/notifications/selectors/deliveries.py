"""Deliveries: of a notification, and those that are due."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.notifications.errors import DeliveryNotFound
from apps.notifications.models import Channel, Delivery, Status


def of_notification(*, notification_id: UUID) -> QuerySet[Delivery]:
    """With their attempts, a channel each."""
    return Delivery.objects.filter(notification_id=notification_id).prefetch_related("attempts").order_by("id")


def locked(*, delivery_id: UUID) -> Delivery:
    """Raises DeliveryNotFound."""
    found = Delivery.objects.select_related("notification").select_for_update(of=("self",)).filter(id=delivery_id)
    delivery = found.first()
    if delivery is None:
        raise DeliveryNotFound
    return delivery


def due(*, before: datetime, most: int) -> list[UUID]:
    """Those that should have gone out before then, the oldest first."""
    rows = Delivery.objects.filter(status=Status.QUEUED, due_at__lt=before).order_by("due_at")
    return list(rows.values_list("id", flat=True)[:most])


def waiting_for(*, user_id: UUID) -> QuerySet[Delivery]:
    """Those that wait until the user takes mail."""
    return Delivery.objects.filter(notification__user_id=user_id, status=Status.QUEUED, due_at=None)


def unreceived(*, user_id: UUID, notification_ids: Sequence[UUID]) -> QuerySet[Delivery]:
    """Of these of the user's in the app, what nobody knows to have come."""
    return Delivery.objects.filter(
        notification__user_id=user_id,
        notification_id__in=notification_ids,
        channel=Channel.IN_APP,
        status=Status.SENT,
    )
