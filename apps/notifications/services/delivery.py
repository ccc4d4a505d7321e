"""Sending what is due: claimed in one transaction, sent outside of any, recorded in another.

Whoever is killed between sending and recording leaves a claim that ends after LEASE; the message is then sent again,
with the same Message-ID. So at most the one in flight comes twice, and none is lost.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.utils import timezone

from apps.notifications.contracts import NotificationFailed, NotificationSent
from apps.notifications.errors import DeliveryNotFailed, DeliveryNotFound
from apps.notifications.models import Channel, Delivery, DeliveryAttempt, Outcome, Recipient, Status
from apps.notifications.selectors import deliveries, preferences
from apps.notifications.services import rendering, unsubscribing
from gopro import mail
from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import Unavailable
from gopro.events.outbox import publish
from gopro.jobs import enqueue

log = structlog.stdlib.get_logger(__name__)

LEASE = timedelta(minutes=3)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 60, 300, 900, 3_600, 14_400, 43_200))
MOST_TRIES = len(PAUSES) + 1
LOST_AFTER = timedelta(seconds=10)
SWEPT_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A delivery that is this worker's to send, until the lease is over."""

    delivery: Delivery
    recipient: Recipient


def deliver(*, delivery_id: UUID) -> None:
    """Send it if it is due and wanted. Running twice sends it once; one whose user was erased is gone."""
    try:
        _deliver(delivery_id=delivery_id)
    except DeliveryNotFound:
        log.info("delivery is gone", delivery_id=str(delivery_id))


def _deliver(*, delivery_id: UUID) -> None:
    claim = _claim(delivery_id=delivery_id)
    if claim is None:
        return
    try:
        _send(claim)
    except mail.Refused as refusal:
        _give_up(delivery_id=delivery_id, outcome=Outcome.REFUSED, detail=refusal.detail)
    except Unavailable as refusal:
        _put_off(delivery_id=delivery_id, tries=claim.delivery.tries, detail=refusal.detail)
    else:
        _record_sent(delivery_id=delivery_id)


@atomic("notifications")
def retry(*, delivery_id: UUID) -> None:
    """Have a failed delivery tried anew, as often as at first. Raises DeliveryNotFailed."""
    delivery = deliveries.locked(delivery_id=delivery_id)
    if delivery.status != Status.FAILED:
        raise DeliveryNotFailed
    delivery.status, delivery.tries, delivery.due_at, delivery.finished_at = Status.QUEUED, 0, timezone.now(), None
    delivery.save()
    enqueue("notifications.deliver", delivery.id)
    trail.record(
        room="notifications",
        action="notifications.delivery.retry",
        object_type="notifications.delivery",
        object_id=str(delivery.id),
    )


def sweep() -> None:
    """Ask again for what a broker or a killed worker lost, and for what is due once more."""
    for delivery_id in deliveries.due(before=timezone.now() - LOST_AFTER, most=SWEPT_AT_ONCE):
        enqueue("notifications.deliver", delivery_id)


@atomic("notifications")
def _claim(*, delivery_id: UUID) -> Claim | None:
    delivery = deliveries.locked(delivery_id=delivery_id)
    now, told = timezone.now(), delivery.notification
    if delivery.status != Status.QUEUED or delivery.due_at is None or delivery.due_at > now:
        return None
    if delivery.tries >= MOST_TRIES:
        _fail(delivery, outcome=Outcome.LOST, detail="The last try left no trace.")
        return None
    recipient = Recipient.objects.select_for_update().get(user_id=told.user_id)
    if not recipient.takes_mail:
        delivery.due_at = None
        delivery.save(update_fields=["due_at"])
        return None
    if not preferences.wants(user_id=told.user_id, type_=told.type, channel=Channel(delivery.channel)):
        _finish(delivery, status=Status.SUPPRESSED, outcome=Outcome.SUPPRESSED, detail="The user turned it off.")
        return None
    delivery.tries, delivery.due_at = delivery.tries + 1, now + LEASE
    delivery.save(update_fields=["tries", "due_at"])
    return Claim(delivery=delivery, recipient=recipient)


def _send(claim: Claim) -> None:
    notification = claim.delivery.notification
    link = unsubscribing.link(user_id=notification.user_id, type_=notification.type)
    words = rendering.mail(notification=notification, recipient=claim.recipient, unsubscribe_url=link)
    mail.send(
        to=claim.recipient.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=claim.delivery.message_id,
        headers={"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


@atomic("notifications")
def _record_sent(*, delivery_id: UUID) -> None:
    delivery = deliveries.locked(delivery_id=delivery_id)
    if delivery.status in {Status.SENT, Status.DELIVERED}:
        return
    _finish(delivery, status=Status.SENT, outcome=Outcome.SENT)
    told = delivery.notification
    publish(NotificationSent(notification_id=told.id, user_id=told.user_id, channel=delivery.channel))


@atomic("notifications")
def _put_off(*, delivery_id: UUID, tries: int, detail: str) -> None:
    """Try again after a pause, each longer than the one before, unless somebody else has it by now."""
    delivery = deliveries.locked(delivery_id=delivery_id)
    if delivery.status != Status.QUEUED or delivery.tries != tries:
        return
    if tries >= MOST_TRIES:
        _fail(delivery, outcome=Outcome.UNAVAILABLE, detail=detail)
        return
    delivery.due_at = timezone.now() + PAUSES[tries - 1]
    delivery.save(update_fields=["due_at"])
    DeliveryAttempt.objects.create(delivery=delivery, outcome=Outcome.UNAVAILABLE, detail=detail)
    log.warning("mail not sent; the sweep will", delivery_id=str(delivery_id), tries=tries)


@atomic("notifications")
def _give_up(*, delivery_id: UUID, outcome: Outcome, detail: str) -> None:
    delivery = deliveries.locked(delivery_id=delivery_id)
    if delivery.status == Status.QUEUED:
        _fail(delivery, outcome=outcome, detail=detail)


def _fail(delivery: Delivery, *, outcome: Outcome, detail: str) -> None:
    _finish(delivery, status=Status.FAILED, outcome=outcome, detail=detail)
    told = delivery.notification
    publish(
        NotificationFailed(
            notification_id=told.id, user_id=told.user_id, channel=delivery.channel, reason=outcome.value
        )
    )


def _finish(delivery: Delivery, *, status: Status, outcome: Outcome, detail: str = "") -> None:
    delivery.status, delivery.due_at, delivery.finished_at = status, None, timezone.now()
    delivery.save(update_fields=["status", "due_at", "finished_at"])
    DeliveryAttempt.objects.create(delivery=delivery, outcome=outcome, detail=detail)
