"""That a notification has come: told once, of the user's own, by whichever way it came."""

import pytest

from apps.notifications.contracts import NotificationDelivered, NotificationRead
from apps.notifications.services import reading, receiving
from tests.apps.notifications.factories import make_notification, make_recipient

pytestmark = pytest.mark.django_db


def in_app(notification):
    return notification.deliveries.get(channel="in_app")


def delivered(notification):
    return NotificationDelivered(notification_id=notification.id, user_id=notification.user_id, channel="in_app")


def test_what_was_made_is_only_sent(told):
    found = make_notification(user_id=make_recipient())
    assert in_app(found).status == "sent"
    assert told.of(NotificationDelivered) == []


def test_each_is_told_once(told):
    user_id = make_recipient()
    first, second = make_notification(user_id=user_id), make_notification(user_id=user_id)
    receiving.record_received(user_id=user_id, ids=[second.id, first.id])
    receiving.record_received(user_id=user_id, ids=[first.id])
    assert told.of(NotificationDelivered) == [delivered(first), delivered(second)]
    assert [in_app(first).status, in_app(second).status] == ["delivered", "delivered"]
    assert list(in_app(first).attempts.values_list("outcome", flat=True)) == ["sent", "delivered"]


def test_another_users_is_not_mine_to_receive(told):
    found = make_notification(user_id=make_recipient())
    receiving.record_received(user_id=make_recipient(), ids=[found.id])
    assert in_app(found).status == "sent"
    assert told.of(NotificationDelivered) == []


def test_the_list_delivers_what_it_shows(api_of, told):
    found = make_notification(user_id=make_recipient())
    api = api_of(found.user_id)
    assert api.get("/api/v1/notifications/count").status_code == 200
    assert told.of(NotificationDelivered) == []
    for _ in range(2):
        assert [one["id"] for one in api.get("/api/v1/notifications?fields=id").json()["items"]] == [str(found.id)]
    assert told.of(NotificationDelivered) == [delivered(found)]


def test_who_has_read_it_has_it(told):
    found = make_notification(user_id=make_recipient())
    reading.mark_all_read(user_id=found.user_id)
    assert list(told)[-2:] == [delivered(found), NotificationRead(notification_id=found.id, user_id=found.user_id)]
