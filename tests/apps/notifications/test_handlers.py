"""What is heard: in any order, twice, and what it makes."""

from collections.abc import Callable
from itertools import permutations
from uuid import UUID

import pytest

from apps.notifications.contracts import NotificationRequested
from apps.notifications.models import Delivery, Notification, Recipient
from apps.users.contracts import UserDeactivated, UserReactivated, UserSnapshot
from gopro.events import registry
from gopro.events.codec import wire_type
from gopro.events.contract import Event
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.notifications import factories

FACTS: tuple[Callable[[UUID], Event], ...] = (
    factories.user_created,
    factories.email_verified,
    factories.course_completed,
    factories.achievement_unlocked,
)
SUBJECTS = {"Welcome to GO-PRO", "You completed Go from zero", "New achievement: First green"}


@pytest.mark.parametrize(
    "order", list(permutations(FACTS)), ids=lambda order: "-".join(fact.__name__ for fact in order)
)
def test_facts_in_any_order_make_the_same_mails_once_each(db, mailoutbox, order):
    user_id = uuid7()
    for fact in order:
        factories.tell(fact(user_id))
        factories.deliver_all()
    assert {mail.subject for mail in mailoutbox} == SUBJECTS
    assert len(mailoutbox) == 3
    assert {tuple(mail.to) for mail in mailoutbox} == {(factories.EMAIL,)}
    assert all("Hello Ada," in mail.body for mail in mailoutbox)
    assert {row.title for row in Notification.objects.all()} == SUBJECTS
    assert not Delivery.objects.filter(status="queued").exists()


def test_until_the_address_is_verified_nothing_of_ours_is_mailed(db, mailoutbox):
    user_id = uuid7()
    factories.tell(factories.user_created(user_id), factories.course_completed(user_id))
    factories.deliver_all()
    assert mailoutbox == []
    assert Notification.objects.filter(user_id=user_id, is_shown=True).count() == 2
    assert set(Delivery.objects.filter(channel="email").values_list("status", "due_at")) == {("queued", None)}
    assert set(Delivery.objects.filter(channel="in_app").values_list("status", flat=True)) == {"sent"}


def test_a_closed_account_gets_no_mail_until_it_is_open_again(db, mailoutbox):
    user_id, other = uuid7(), uuid7()
    for each in (user_id, other):
        factories.tell(factories.user_created(each), factories.email_verified(each))
    due = Delivery.objects.filter(notification__user_id=user_id, channel="email", status="queued")
    factories.tell(UserDeactivated(user_id=user_id), factories.course_completed(user_id))
    factories.deliver_all()
    assert len(mailoutbox) == 1
    assert set(due.values_list("due_at", flat=True)) == {None}
    assert due.count() == 2
    assert Notification.objects.filter(user_id=user_id, is_shown=True).count() == 2
    factories.tell(UserReactivated(user_id=user_id))
    factories.deliver_all()
    assert {mail.subject for mail in mailoutbox} == {"Welcome to GO-PRO", "You completed Go from zero"}
    assert (len(mailoutbox), due.count()) == (3, 0)


def test_a_snapshot_of_a_closed_account_closes_it(db):
    user_id = factories.make_recipient()
    assert Recipient.objects.get(user_id=user_id).takes_mail
    told = {"username": "ada", "display_name": "Ada", "email": factories.EMAIL, "locale": "en", "time_zone": "UTC"}
    for is_active in (False, True):
        snapshot = UserSnapshot(user_id=user_id, email_verified=True, roles=(), is_active=is_active, **told)
        factories.tell(snapshot)
        assert Recipient.objects.get(user_id=user_id).takes_mail is is_active


@pytest.mark.parametrize("fact", [*FACTS, factories.user_updated], ids=lambda fact: fact.__name__)
def test_every_handler_run_twice_leaves_the_same_state(db, fact):
    user_id = uuid7()
    factories.tell(factories.user_created(user_id), factories.email_verified(user_id))
    event = fact(user_id)
    hearing = registry.subscriptions(consumer="notifications", wire_name=wire_type(type(event)))
    assert hearing
    for subscription in hearing:
        subscription.handler(event)
    once = factories.state()
    for subscription in hearing:
        subscription.handler(event)
    assert factories.state() == once


def test_a_fact_told_twice_notifies_once(db, told: Told):
    event = factories.course_completed(uuid7())
    factories.tell(event, event)
    assert Notification.objects.count() == 1
    assert len(told.of(NotificationRequested)) == 1


def test_two_courses_are_two_notifications(db):
    user_id = uuid7()
    factories.tell(factories.course_completed(user_id), factories.course_completed(user_id, title="More Go"))
    assert [row.title for row in Notification.objects.order_by("id")] == [
        "You completed Go from zero",
        "You completed More Go",
    ]


def test_what_users_tell_later_is_kept(db):
    user_id = uuid7()
    factories.tell(
        factories.user_created(user_id),
        factories.user_updated(user_id, display_name="Ada L.", locale="uk"),
        factories.email_verified(user_id, email="new@example.org"),
    )
    recipient = Recipient.objects.get(user_id=user_id)
    assert (recipient.display_name, recipient.locale, recipient.time_zone) == ("Ada L.", "uk", "Europe/Berlin")
    assert (recipient.email, recipient.email_verified) == ("new@example.org", True)


def test_who_is_known_late_reads_their_own_language(db):
    user_id = uuid7()
    factories.tell(factories.course_completed(user_id))
    assert Notification.objects.get().title == "You completed Go from zero"
    factories.tell(factories.user_created(user_id, locale="uk-UA"))
    titles = set(Notification.objects.values_list("title", flat=True))
    assert titles == {"Ви завершили курс «Go from zero»", "Ласкаво просимо до GO-PRO"}
