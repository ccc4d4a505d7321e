"""Telling a user something: a notification, a delivery for each channel, a fact; once for each cause."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.notifications.contracts import NotificationRequested
from apps.notifications.models import Channel, Delivery, DeliveryAttempt, Notification, Outcome, Recipient, Status
from apps.notifications.selectors import preferences
from apps.notifications.selectors.types import BY_SLUG, NotificationType
from apps.notifications.services import erasure, live, recipients, rendering
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.jobs import enqueue


@atomic("notifications")
def notify(*, user_id: UUID, type_: str, cause: str, data: Mapping[str, Any]) -> None:
    """Tell the user of the cause, unless they were told. By mail once they take mail, whenever that will be."""
    if erasure.is_erased(user_id=user_id):
        return
    found, recipient = BY_SLUG[type_], recipients.locked_recipient(user_id=user_id)
    refused = preferences.refused(user_id=user_id, type_=type_)
    words = rendering.words(type_=type_, locale=recipient.locale, data=data)
    notification, is_new = Notification.objects.get_or_create(
        user_id=user_id,
        type=type_,
        cause=cause,
        defaults={
            "data": dict(data),
            "title": words.title,
            "body": words.summary,
            "url": found.url,
            "is_shown": Channel.IN_APP in found.channels and Channel.IN_APP not in refused,
        },
    )
    if is_new:
        _deliver(notification, recipient=recipient, found=found, refused=refused)


def _deliver(
    notification: Notification, *, recipient: Recipient, found: NotificationType, refused: frozenset[str]
) -> None:
    channels = [channel for channel in found.channels if channel not in refused]
    for channel in found.channels:
        if channel in refused:
            _finish(notification, channel=channel, outcome=Outcome.SUPPRESSED, detail="The user turned it off.")
        elif channel == Channel.IN_APP:
            _finish(notification, channel=channel, outcome=Outcome.SENT)
        else:
            _queue(notification, channel=channel, recipient=recipient)
    if notification.is_shown:
        live.show(user_id=notification.user_id, notification_id=notification.id)
    publish(
        NotificationRequested(
            notification_id=notification.id,
            user_id=notification.user_id,
            type=notification.type,
            channels=tuple(channel.value for channel in channels),
        )
    )


def _queue(notification: Notification, *, channel: Channel, recipient: Recipient) -> None:
    """At once, or with no time set: then the recipient's becoming reachable sets it, under the same lock."""
    due_at = timezone.now() if recipient.takes_mail else None
    delivery = Delivery.objects.create(notification=notification, channel=channel, due_at=due_at)
    if due_at:
        enqueue("notifications.deliver", delivery.id)


def _finish(notification: Notification, *, channel: Channel, outcome: Outcome, detail: str = "") -> None:
    delivery = Delivery.objects.create(
        notification=notification, channel=channel, status=Status(outcome.value), finished_at=timezone.now()
    )
    DeliveryAttempt.objects.create(delivery=delivery, outcome=outcome, detail=detail)
