"""Messages on their way to a user, and what the user says about them."""

from apps.notifications.contracts import (
    NotificationDelivered,
    NotificationFailed,
    NotificationRead,
    NotificationRequested,
    NotificationSent,
    PreferenceChanged,
)
from apps.notifications.models import Delivery
from apps.notifications.services import delivery, notices, receiving, unsubscribing
from gopro.identifiers import uuid7
from tests.apps.notifications.factories import mail_of, make_notification, make_recipient
from tests.apps.paths.cases import Act, Doors, case

API = "/api/v1/notifications"


@case(door="handler", tells=(NotificationRequested,))
def notify(doors: Doors) -> Act:
    user_id = make_recipient()
    return lambda: notices.notify(user_id=user_id, type_="welcome", cause="users.user:1", data={})


@case(door="job", tells=(NotificationSent,))
def deliver(doors: Doors) -> Act:
    found = mail_of(make_notification(user_id=make_recipient()))
    return lambda: delivery.deliver(delivery_id=found.id)


@case(door="job", tells=(NotificationFailed,))
def give_up(doors: Doors) -> Act:
    found = mail_of(make_notification(user_id=make_recipient()))
    Delivery.objects.filter(pk=found.pk).update(tries=delivery.MOST_TRIES)
    return lambda: delivery.deliver(delivery_id=found.id)


@case(door="api", tells=(NotificationDelivered, NotificationDelivered))
def list_notifications(doors: Doors) -> Act:
    user_id = make_recipient()
    for _ in range(2):
        make_notification(user_id=user_id)
    return lambda: doors.api(user_id=user_id).get(API)


@case(door="socket", tells=(NotificationDelivered,))
def acknowledge(doors: Doors) -> Act:
    found = make_notification(user_id=make_recipient())
    return lambda: receiving.record_received(user_id=found.user_id, ids=[found.id])


@case(door="api", tells=(NotificationDelivered, NotificationRead))
def read(doors: Doors) -> Act:
    found = make_notification(user_id=make_recipient())
    return lambda: doors.api(user_id=found.user_id).post(f"{API}/{found.id}/read")


@case(door="api", tells=(NotificationDelivered, NotificationRead))
def read_all(doors: Doors) -> Act:
    found = make_notification(user_id=make_recipient())
    return lambda: doors.api(user_id=found.user_id).post(f"{API}/read-all")


@case(door="api", tells=(PreferenceChanged,))
def choose(doors: Doors) -> Act:
    wish = {"type": "welcome", "channel": "email", "enabled": False}
    client = doors.api(user_id=uuid7())
    return lambda: client.patch(f"{API}/preferences", {"items": [wish]})


@case(door="link", tells=(PreferenceChanged,))
def unsubscribe(doors: Doors) -> Act:
    token = unsubscribing.link(user_id=uuid7(), type_="welcome").rpartition("/")[2]
    return lambda: doors.admin().post(f"{API}/unsubscribe/{token}")
