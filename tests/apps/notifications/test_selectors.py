"""Who may see what, and at which cost."""

import pytest

from apps.notifications.errors import DeliveryNotFound, NotificationNotFound
from apps.notifications.models import Notification
from apps.notifications.selectors import deliveries, notifications, preferences, types
from gopro.identifiers import uuid7
from tests.apps.notifications import factories


def test_the_newest_come_first_and_only_ones_own(db):
    user_id = factories.make_recipient()
    first, second = (factories.make_notification(user_id=user_id) for _ in range(2))
    factories.make_notification(user_id=factories.make_recipient())
    assert [row["id"] for row in notifications.of_user(user_id=user_id)] == [second.id, first.id]
    Notification.objects.filter(id=second.id).update(read_at=second.created_at)
    assert [row["id"] for row in notifications.of_user(user_id=user_id, unread=True)] == [first.id]
    assert notifications.unread_count(user_id=user_id) == 1


def test_what_was_missed_comes_in_the_order_in_which_it_was_told(db):
    user_id = factories.make_recipient()
    made = [factories.make_notification(user_id=user_id).id for _ in range(3)]
    assert [row["id"] for row in notifications.missed(user_id=user_id, after=made[0])] == made[1:]
    assert notifications.missed(user_id=uuid7(), after=made[0]) == []


def test_anothers_is_not_there(db):
    found = factories.make_notification(user_id=factories.make_recipient())
    for read in (notifications.shown, notifications.own):
        with pytest.raises(NotificationNotFound):
            read(user_id=uuid7(), notification_id=found.id)
    with pytest.raises(DeliveryNotFound):
        deliveries.locked(delivery_id=uuid7())


def test_preferences_cost_one_query_and_are_on_until_turned_off(db, django_assert_num_queries):
    with django_assert_num_queries(1, using="notifications"):
        rows = preferences.choices(user_id=uuid7())
    assert [(row.type, row.channel, row.enabled, row.is_default) for row in rows] == [
        (found.slug, channel, True, True) for found in types.ALL for channel in found.channels
    ]


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("uk", "uk"), ("uk-UA", "uk"), ("UK_ua", "uk"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("../uk", "en")],
)
def test_a_language_tag_leads_to_a_locale_that_we_have(tag: str, locale: str):
    assert types.locale_of(tag) == locale
