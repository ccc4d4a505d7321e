"""Forgetting a recipient: nothing is kept, nothing is sent, and nothing heard later brings them back."""

from typing import Any

import pytest

from apps.notifications import handlers, tasks
from apps.notifications.contracts import PersonalDataErased
from apps.notifications.models import Delivery
from apps.notifications.services import delivery
from apps.notifications.services.preferences import Wish, set_preferences
from apps.users.contracts import ErasureBegun
from gopro.identifiers import uuid7
from gopro.sagas.tombstones import QUIET
from gopro.testing.sagas import age_tombstones
from tests.apps.notifications.factories import (
    course_completed,
    deliver_all,
    email_verified,
    make_notification,
    make_recipient,
    state,
    user_created,
    user_updated,
)

pytestmark = pytest.mark.django_db


def test_all_of_theirs_goes_and_others_keep_theirs(mailoutbox: list[Any]):
    make_notification(user_id=make_recipient(email="grace@example.org"))
    others = state()
    gone = make_recipient()
    make_notification(user_id=gone)
    set_preferences(user_id=gone, wishes=[Wish(type="welcome", channel="email", enabled=False)])
    for _ in range(2):
        handlers.erase_user(ErasureBegun(erasure_id=uuid7(), user_id=gone))
    assert state() == others
    deliver_all()
    assert [message.to for message in mailoutbox] == [["grace@example.org"]]


def test_what_is_heard_later_comes_to_nothing(mailoutbox: list[Any]):
    gone = make_recipient()
    handlers.erase_user(ErasureBegun(erasure_id=uuid7(), user_id=gone))
    handlers.remember_recipient(user_created(gone))
    handlers.welcome(user_created(gone))
    handlers.update_recipient(user_updated(gone))
    handlers.verify_recipient(email_verified(gone))
    handlers.congratulate_on_course(course_completed(gone))
    assert not any(state().values())
    assert mailoutbox == []


def test_a_mail_under_way_at_that_moment_ends_quietly():
    gone = make_recipient()
    make_notification(user_id=gone)
    waiting = Delivery.objects.filter(channel="email").values_list("pk", flat=True)[0]
    handlers.erase_user(ErasureBegun(erasure_id=uuid7(), user_id=gone))
    delivery.deliver(delivery_id=waiting)
    assert not Delivery.objects.exists()


def test_it_is_told_once_after_the_second_pass(told: Any):
    gone = make_recipient()
    make_notification(user_id=gone)
    event = ErasureBegun(erasure_id=uuid7(), user_id=gone)
    handlers.erase_user(event)
    assert told.of(PersonalDataErased) == []
    age_tombstones(QUIET)
    for _ in range(2):
        tasks.finish_erasures()
    [erased] = told.of(PersonalDataErased)
    assert (erased.erasure_id, erased.counts["notifications_recipient"]) == (event.erasure_id, 1)
