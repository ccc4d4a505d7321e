"""Telling, sending, retrying, reading, preferring, unsubscribing."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.utils import timezone

from apps.notifications.contracts import (
    NotificationFailed,
    NotificationRead,
    NotificationRequested,
    NotificationSent,
    PreferenceChanged,
)
from apps.notifications.errors import DeliveryNotFailed, NotificationNotFound, UnsubscribeLinkInvalid
from apps.notifications.models import Notification, Preference
from apps.notifications.selectors import deliveries, notifications
from apps.notifications.services import delivery, reading, unsubscribing
from apps.notifications.services.preferences import Wish, set_preferences
from gopro.errors import Invalid
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.notifications import factories
from tests.gopro.mail_server import MailServer

OFF = Wish(type="achievement_unlocked", channel="email", enabled=False)


def wait_until(happened: Callable[[], object], *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def reasons(told: Told) -> list[str]:
    return [fact.reason for fact in told if isinstance(fact, NotificationFailed)]


def outcomes(found) -> list[str]:
    return list(found.attempts.values_list("outcome", flat=True))


def test_telling_makes_a_row_a_channel_and_a_fact(db, told: Told):
    user_id = factories.make_recipient()
    told = Told()
    found = factories.make_notification(user_id=user_id)
    assert (found.title, found.body) == (
        "New achievement: First green",
        "You earned the badge “First green”. Well done.",
    )
    assert sorted(found.deliveries.values_list("channel", "status")) == [("email", "queued"), ("in_app", "sent")]
    assert told == [
        NotificationRequested(
            notification_id=found.id, user_id=user_id, type="achievement_unlocked", channels=("in_app", "email")
        )
    ]


def test_a_mail_says_what_it_is_and_how_to_stop_it(db, mailoutbox):
    found = factories.make_notification(user_id=factories.make_recipient())
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    [sent] = mailoutbox
    link = unsubscribing.link(user_id=found.user_id, type_=found.type)
    assert sent.subject == "New achievement: First green"
    assert sent.extra_headers == {
        "Message-ID": f"<{found.id}.email@gopro.invalid>",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert link in sent.body
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert f'href="{link}"' in html


def test_sending_twice_sends_once_and_tells_once(db, mailoutbox, told: Told):
    found = factories.make_notification(user_id=factories.make_recipient())
    for _ in range(3):
        delivery.deliver(delivery_id=factories.mail_of(found).id)
    assert len(mailoutbox) == 1
    assert (factories.mail_of(found).status, outcomes(factories.mail_of(found))) == ("sent", ["sent"])
    assert told.of(NotificationSent) == [
        NotificationSent(notification_id=found.id, user_id=found.user_id, channel="email")
    ]


def test_names_and_titles_can_break_neither_header_nor_page(db, mailoutbox):
    user_id = factories.make_recipient(display_name="Eve\r\nBcc: all@example.org <script>")
    found = factories.make_notification(user_id=user_id, title="<b>Green</b>\r\nBcc: all@example.org\n\nBuy")
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    [sent] = mailoutbox
    assert sent.subject == "New achievement: <b>Green</b> Bcc: all@example.org Buy"
    assert sent.recipients() == [factories.EMAIL]
    html = sent.alternatives[0][0]
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;b&gt;Green&lt;/b&gt;" in html
    assert "“<b>Green</b> Bcc: all@example.org Buy”" in sent.body


def test_a_mail_is_in_the_language_of_its_reader(db, mailoutbox):
    found = factories.make_notification(user_id=factories.make_recipient(locale="uk", display_name="Адо"))
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    [sent] = mailoutbox
    assert sent.subject == "Нове досягнення: First green"
    assert sent.body.startswith("Вітаємо, Адо!\n\nВи отримали відзнаку «First green».")
    assert '<html lang="uk">' in sent.alternatives[0][0]


def test_other_languages_fall_back_to_english(db):
    found = factories.make_notification(user_id=factories.make_recipient(locale="../../etc"))
    assert found.title == "New achievement: First green"


def test_a_server_that_is_away_is_asked_again_after_growing_pauses(db, told: Told, mail_server: MailServer):
    mail_server.answer = "451 come back later"
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    now = timezone.now() + timedelta(seconds=1)
    for pause in delivery.PAUSES:
        with time_machine.travel(now, tick=False):
            delivery.deliver(delivery_id=found.id)
            found.refresh_from_db()
            assert (found.status, found.due_at) == ("queued", now + pause)
            delivery.deliver(delivery_id=found.id)
        now += pause
    assert outcomes(found) == ["unavailable"] * len(delivery.PAUSES)
    assert told.of(NotificationFailed) == []
    with time_machine.travel(now, tick=False):
        delivery.deliver(delivery_id=found.id)
    found.refresh_from_db()
    assert (found.status, found.due_at, found.tries) == ("failed", None, delivery.MOST_TRIES)
    assert reasons(told) == ["unavailable"]
    assert mail_server.received == []


def test_what_was_put_off_arrives_once_the_server_is_back(db, mail_server: MailServer):
    mail_server.answer = "451 come back later"
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    delivery.deliver(delivery_id=found.id)
    mail_server.answer = ""
    with time_machine.travel(timezone.now() + delivery.PAUSES[0]):
        assert deliveries.due(before=timezone.now(), most=10) == [found.id]
        delivery.deliver(delivery_id=found.id)
    found.refresh_from_db()
    assert (found.status, outcomes(found)) == ("sent", ["unavailable", "sent"])
    assert [message["Message-ID"] for message in mail_server.received] == [
        f"<{found.notification_id}.email@gopro.invalid>"
    ]


def test_a_refusal_for_good_is_not_tried_again_until_staff_say_so(db, told: Told, mail_server: MailServer):
    mail_server.answer = "550 no such mailbox"
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    delivery.deliver(delivery_id=found.id)
    found.refresh_from_db()
    assert (found.status, found.tries, outcomes(found)) == ("failed", 1, ["refused"])
    assert reasons(told) == ["refused"]
    mail_server.answer = ""
    delivery.retry(delivery_id=found.id)
    delivery.deliver(delivery_id=found.id)
    found.refresh_from_db()
    assert (found.status, len(mail_server.received)) == ("sent", 1)
    with pytest.raises(DeliveryNotFailed):
        delivery.retry(delivery_id=found.id)


WORKER = """
import django
django.setup()
from uuid import UUID
from django.conf import settings
settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", {port}
from apps.notifications.services import delivery
delivery.deliver(delivery_id=UUID("{delivery_id}"))
"""


def test_a_worker_killed_after_the_server_took_it_sends_at_most_that_one_twice(committed, mail_server: MailServer):
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    mail_server.slow_by = 60
    script = WORKER.format(port=mail_server.port, delivery_id=found.id)
    with subprocess.Popen([sys.executable, "-c", script]) as worker:
        wait_until(lambda: mail_server.received)
        worker.kill()
    mail_server.slow_by = 0
    delivery.deliver(delivery_id=found.id)
    assert len(mail_server.received) == 1, "the claim holds until its lease is over"
    with time_machine.travel(timezone.now() + delivery.LEASE):
        delivery.deliver(delivery_id=found.id)
        delivery.deliver(delivery_id=found.id)
    assert [message["Message-ID"] for message in mail_server.received] == [
        f"<{found.notification_id}.email@gopro.invalid>"
    ] * 2
    found.refresh_from_db()
    assert (found.status, found.tries, outcomes(found)) == ("sent", 2, ["sent"])


def test_a_message_that_always_kills_its_worker_is_given_up(db, told: Told):
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    type(found).objects.filter(id=found.id).update(tries=delivery.MOST_TRIES)
    delivery.deliver(delivery_id=found.id)
    assert reasons(told) == ["lost"]
    assert django_mail.outbox == []


def test_who_wants_no_mail_gets_none(db, mailoutbox, told: Told):
    user_id = factories.make_recipient()
    set_preferences(user_id=user_id, wishes=[OFF])
    found = factories.make_notification(user_id=user_id)
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    assert mailoutbox == []
    assert (factories.mail_of(found).status, outcomes(factories.mail_of(found))) == ("suppressed", ["suppressed"])
    assert [fact.channels for fact in told if isinstance(fact, NotificationRequested)] == [("in_app",)]


def test_who_turns_it_off_before_it_goes_out_gets_none(db, mailoutbox):
    user_id = factories.make_recipient()
    found = factories.make_notification(user_id=user_id)
    set_preferences(user_id=user_id, wishes=[OFF])
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    assert mailoutbox == []
    assert factories.mail_of(found).status == "suppressed"


def test_who_wants_nothing_in_the_app_is_shown_nothing(db):
    user_id = factories.make_recipient()
    set_preferences(user_id=user_id, wishes=[Wish(type=OFF.type, channel="in_app", enabled=False)])
    factories.make_notification(user_id=user_id)
    assert list(notifications.of_user(user_id=user_id)) == []
    assert notifications.unread_count(user_id=user_id) == 0


def test_a_preference_is_told_when_it_changes(db, told: Told):
    user_id = factories.make_recipient()
    on = Wish(type=OFF.type, channel=OFF.channel, enabled=True)
    set_preferences(user_id=user_id, wishes=[on])
    set_preferences(user_id=user_id, wishes=[OFF])
    set_preferences(user_id=user_id, wishes=[OFF])
    assert told == [PreferenceChanged(user_id=user_id, type=OFF.type, channel="email", enabled=False)]


def test_one_wish_that_cannot_be_taken_spoils_all(db, monkeypatch):
    user_id = factories.make_recipient()
    with pytest.raises(Invalid) as refusal:
        set_preferences(user_id=user_id, wishes=[OFF, Wish(type=OFF.type, channel="pigeon", enabled=False)])
    assert refusal.value.fields == {"/items/1/channel": "achievement_unlocked doesn't go by pigeon."}
    assert not Preference.objects.exists()


def test_reading_is_told_once(db, told: Told):
    user_id = factories.make_recipient()
    found = factories.make_notification(user_id=user_id)
    reading.mark_read(user_id=user_id, notification_id=found.id)
    read_at = Notification.objects.get().read_at
    reading.mark_read(user_id=user_id, notification_id=found.id)
    assert Notification.objects.get().read_at == read_at
    assert told.of(NotificationRead) == [NotificationRead(notification_id=found.id, user_id=user_id)]


def test_reading_another_users_is_refused(db):
    found = factories.make_notification(user_id=factories.make_recipient())
    with pytest.raises(NotificationNotFound):
        reading.mark_read(user_id=uuid7(), notification_id=found.id)
    found.refresh_from_db()
    assert found.read_at is None


def test_reading_all_leaves_others_alone(db, told: Told):
    mine, other = factories.make_recipient(), factories.make_recipient()
    for user_id in (mine, mine, other):
        factories.make_notification(user_id=user_id)
    assert reading.mark_all_read(user_id=mine) == 2
    assert reading.mark_all_read(user_id=mine) == 0
    assert (notifications.unread_count(user_id=mine), notifications.unread_count(user_id=other)) == (0, 1)
    assert len(told.of(NotificationRead)) == 2


def test_a_link_unsubscribes_from_its_type_alone(db):
    user_id = factories.make_recipient()
    token = unsubscribing.link(user_id=user_id, type_="welcome").rpartition("/")[2]
    assert unsubscribing.subscription_of(token=token).enabled
    assert not unsubscribing.unsubscribe(token=token).enabled
    assert not unsubscribing.unsubscribe(token=token).enabled
    assert list(Preference.objects.values_list("user_id", "type", "channel", "enabled")) == [
        (user_id, "welcome", "email", False)
    ]


def test_a_forged_or_cut_link_changes_nothing(db):
    token = unsubscribing.link(user_id=uuid7(), type_="welcome").rpartition("/")[2]
    for wrong in (token[:-1], token[1:], "x", "a.b", token.partition(".")[0]):
        with pytest.raises(UnsubscribeLinkInvalid):
            unsubscribing.unsubscribe(token=wrong)
    assert not Preference.objects.exists()
