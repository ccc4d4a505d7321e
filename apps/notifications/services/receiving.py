"""That a notification has come to its user in the app: served by the API, acknowledged on the web socket, or read."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from apps.notifications.contracts import NotificationDelivered
from apps.notifications.models import Channel, Delivery, DeliveryAttempt, Outcome, Status
from apps.notifications.selectors import deliveries
from gopro.database import atomic
from gopro.events.outbox import publish


def record_received(*, user_id: UUID, ids: Sequence[UUID]) -> None:
    """Once for each; asked again, or of what isn't the user's, it changes nothing, and begins no transaction."""
    waiting = deliveries.unreceived(user_id=user_id, notification_ids=ids).values_list("notification_id", flat=True)
    if found := list(waiting):
        _record(user_id=user_id, ids=found)


@atomic("notifications")
def _record(*, user_id: UUID, ids: Sequence[UUID]) -> None:
    rows = deliveries.unreceived(user_id=user_id, notification_ids=ids)
    waiting = list(rows.select_for_update(of=("self",)).order_by("notification_id"))
    Delivery.objects.filter(pk__in=[each.pk for each in waiting]).update(
        status=Status.DELIVERED, finished_at=timezone.now()
    )
    DeliveryAttempt.objects.bulk_create(DeliveryAttempt(delivery=each, outcome=Outcome.DELIVERED) for each in waiting)
    for each in waiting:
        publish(
            NotificationDelivered(notification_id=each.notification_id, user_id=user_id, channel=Channel.IN_APP.value)
        )
