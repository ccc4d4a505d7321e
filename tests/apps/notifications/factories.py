"""Facts of other rooms as they are told, and notifications as facts make them."""

from uuid import UUID

from apps.notifications.models import Delivery, DeliveryAttempt, Notification, Preference, Recipient
from apps.notifications.services import delivery, notices, recipients
from apps.progress.contracts import AchievementUnlocked, CourseCompleted
from apps.users.contracts import EmailVerified, UserCreated, UserUpdated
from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.outbox import publish
from gopro.identifiers import uuid7

EMAIL = "ada@example.org"


def tell(*events: Event) -> None:
    """Tell the facts in their rooms, one after the other, each heard before the next is told."""
    for event in events:
        with atomic(event.room()):
            publish(event)
        drain()


def user_created(user_id: UUID, *, locale: str = "en", display_name: str = "Ada") -> UserCreated:
    return UserCreated(
        user_id=user_id,
        username="ada",
        display_name=display_name,
        email=EMAIL,
        locale=locale,
        time_zone="Europe/Kyiv",
    )


def user_updated(user_id: UUID, *, locale: str = "en", display_name: str = "Ada") -> UserUpdated:
    return UserUpdated(
        user_id=user_id, username="ada", display_name=display_name, locale=locale, time_zone="Europe/Berlin"
    )


def email_verified(user_id: UUID, *, email: str = EMAIL) -> EmailVerified:
    return EmailVerified(user_id=user_id, email=email)


def course_completed(user_id: UUID, *, title: str = "Go from zero") -> CourseCompleted:
    return CourseCompleted(
        enrollment_id=uuid7(), user_id=user_id, course_id=uuid7(), course_slug="go-from-zero", course_title=title
    )


def achievement_unlocked(user_id: UUID, *, title: str = "First green") -> AchievementUnlocked:
    return AchievementUnlocked(award_id=uuid7(), user_id=user_id, achievement="first-pass", title=title, course_id=None)


def make_recipient(*, verified: bool = True, locale: str = "en", display_name: str = "Ada", email: str = EMAIL) -> UUID:
    user_id = uuid7()
    recipients.remember_recipient(
        user_id=user_id, display_name=display_name, email=email, locale=locale, time_zone="UTC"
    )
    if verified:
        recipients.verify_recipient(user_id=user_id, email=email)
    return user_id


def make_notification(*, user_id: UUID, title: str = "First green") -> Notification:
    cause = f"progress.achievement:{uuid7()}"
    data = {"achievement": "first-pass", "achievement_title": title, "course_id": None}
    notices.notify(user_id=user_id, type_="achievement_unlocked", cause=cause, data=data)
    return Notification.objects.get(cause=cause)


def mail_of(notification: Notification) -> Delivery:
    return notification.deliveries.get(channel="email")


def deliver_all() -> None:
    """Every delivery is tried, due or not, as a worker would: twice, since jobs may run twice."""
    for delivery_id in Delivery.objects.order_by("id").values_list("id", flat=True):
        delivery.deliver(delivery_id=delivery_id)
        delivery.deliver(delivery_id=delivery_id)


def state() -> dict[str, list[tuple[object, ...]]]:
    """Every row that the room remembers."""
    return {
        model.__name__: sorted(model.objects.values_list(*[field.attname for field in model._meta.fields]), key=repr)
        for model in (Delivery, DeliveryAttempt, Notification, Preference, Recipient)
    }
