"""Marking what was read."""

from uuid import UUID

from django.utils import timezone

from apps.notifications.contracts import NotificationRead
from apps.notifications.models import Notification
from apps.notifications.selectors import notifications
from apps.notifications.services import live, receiving
from gopro.database import atomic
from gopro.events.outbox import publish


@atomic("notifications")
def mark_read(*, user_id: UUID, notification_id: UUID) -> None:
    """Once; reading again changes nothing."""
    notification = notifications.own(user_id=user_id, notification_id=notification_id, lock=True)
    if notification.read_at is None:
        _mark(user_id=user_id, ids=[notification.id])


@atomic("notifications")
def mark_all_read(*, user_id: UUID) -> int:
    """Everything that the user has in the app; answers how many were unread."""
    unread = Notification.objects.filter(user_id=user_id, is_shown=True, read_at=None)
    ids = list(unread.select_for_update().order_by("id").values_list("id", flat=True))
    if ids:
        _mark(user_id=user_id, ids=ids)
    return len(ids)


def _mark(*, user_id: UUID, ids: list[UUID]) -> None:
    receiving.record_received(user_id=user_id, ids=ids)
    Notification.objects.filter(id__in=ids).update(read_at=timezone.now())
    for notification_id in ids:
        publish(NotificationRead(notification_id=notification_id, user_id=user_id))
    live.recount(user_id=user_id)
