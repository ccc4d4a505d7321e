"""Keeping the copy of a user, in whatever order it is told; what waited for it goes out."""

from uuid import UUID

from django.utils import timezone

from apps.notifications.models import Notification, Recipient
from apps.notifications.selectors import deliveries
from apps.notifications.services import erasure, rendering
from gopro.database import atomic
from gopro.jobs import enqueue


def locked_recipient(*, user_id: UUID) -> Recipient:
    """Made where it is missing, so that there is always a row to lock: who tells and who verifies take turns."""
    Recipient.objects.get_or_create(user_id=user_id)
    return Recipient.objects.select_for_update().get(user_id=user_id)


@atomic("notifications")
def remember_recipient(*, user_id: UUID, display_name: str, email: str, locale: str, time_zone: str) -> None:
    """The user as they began. What is known already is newer."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    recipient.email = recipient.email or email
    if not recipient.is_known:
        _know(recipient, display_name=display_name, locale=locale, time_zone=time_zone)
    recipient.save()
    _release(recipient)


@atomic("notifications")
def update_recipient(*, user_id: UUID, display_name: str, locale: str, time_zone: str) -> None:
    """The user as they are now."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    _know(recipient, display_name=display_name, locale=locale, time_zone=time_zone)
    recipient.save()
    _release(recipient)


@atomic("notifications")
def verify_recipient(*, user_id: UUID, email: str) -> None:
    """From now on they take mail, at this address."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    recipient.email, recipient.email_verified = email, True
    recipient.save()
    _release(recipient)


@atomic("notifications")
def close_recipient(*, user_id: UUID) -> None:
    """Their account is closed: mail waits."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    recipient.is_active = False
    recipient.save()


@atomic("notifications")
def open_recipient(*, user_id: UUID) -> None:
    """It is open again, and what waited goes out."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    recipient.is_active = True
    recipient.save()
    _release(recipient)


@atomic("notifications")
def restore_recipient(
    *,
    user_id: UUID,
    display_name: str,
    email: str,
    email_verified: bool,
    locale: str,
    time_zone: str,
    is_active: bool,
) -> None:
    """The user with all that is known of them now."""
    if erasure.is_erased(user_id=user_id):
        return
    recipient = locked_recipient(user_id=user_id)
    recipient.email, recipient.email_verified, recipient.is_active = email, email_verified, is_active
    _know(recipient, display_name=display_name, locale=locale, time_zone=time_zone)
    recipient.save()
    _release(recipient)


def _know(recipient: Recipient, *, display_name: str, locale: str, time_zone: str) -> None:
    """Whoever was told something before their language was known has it in that language from now on."""
    if not recipient.is_known:
        for notification in Notification.objects.filter(user_id=recipient.user_id):
            words = rendering.words(type_=notification.type, locale=locale, data=notification.data)
            notification.title, notification.body = words.title, words.summary
            notification.save(update_fields=["title", "body"])
    recipient.display_name, recipient.locale, recipient.time_zone = display_name, locale, time_zone
    recipient.is_known = True


def _release(recipient: Recipient) -> None:
    if not recipient.takes_mail:
        return
    waiting = list(deliveries.waiting_for(user_id=recipient.user_id).order_by("id").values_list("id", flat=True))
    deliveries.waiting_for(user_id=recipient.user_id).update(due_at=timezone.now())
    for delivery_id in waiting:
        enqueue("notifications.deliver", delivery_id)
