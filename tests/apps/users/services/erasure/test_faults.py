"""Each step of an erasure, and what can go wrong with it: it ends erased, or kept, or before a person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.notifications.models import Notification, Recipient
from apps.notifications.services import notices, recipients
from apps.notifications.services.preferences import Wish, set_preferences
from apps.progress.models import Enrollment, Submission
from apps.progress.services import enrollment, grading
from apps.users.contracts import ErasureBegun, UserDeleted
from apps.users.models import User
from apps.users.services.erasure import outside, receipts, removal
from gopro import mail
from gopro.database import atomic
from gopro.errors import Unavailable
from gopro.identifiers import uuid7
from gopro.sagas import operations, rows
from gopro.sagas.models import SagaReply
from gopro.sandbox.contract import Outcome
from gopro.testing.sagas import age_tombstones, settle
from tests.apps.progress.factories import publish
from tests.apps.users.erasures import EMAIL, NAME, Person, Way

pytestmark = pytest.mark.django_db
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


@pytest.fixture
def way(db: None) -> Way:
    return Person().ask()


def stays(way: Way) -> bool:
    return User.objects.filter(pk=way.erasure.user_id).exists()


def test_a_room_that_says_nothing_is_asked_again_and_at_last_needs_a_person(way: Way, told: Any):
    way.past_grace()
    way.wait_in_turns(HOUR, turns=30)
    assert way.saga.state == "stuck"
    assert way.saga.steps.get(name="erase_rooms").note == "no answer from courses, notifications, progress"
    assert len(told.of(ErasureBegun)) == 24
    assert stays(way)


def test_a_late_answer_frees_it(way: Way):
    way.past_grace()
    way.wait_in_turns(HOUR, turns=30)
    way.rooms_confirm()
    assert (way.saga.state, way.saga.step) == ("waiting", "say_farewell")


def test_a_room_that_is_asked_again_after_it_answered_answers_the_same(way: Way):
    way.past_grace()
    way.rooms_confirm()
    with atomic("users"):
        removal.begin(_turn(way))
    settle()
    first = SagaReply.objects.using("default").get(step="erase_rooms", source="progress", outcome="taken")
    again = SagaReply.objects.using("default").get(step="erase_rooms", source="progress", outcome="duplicate")
    assert (again.answer["rows"], again.answer["digest"]) == (first.answer["rows"], first.answer["digest"])
    assert way.saga.step == "say_farewell"


def test_an_answer_of_a_stranger_is_of_no_use(way: Way):
    way.past_grace()
    removal.record_erased(erasure_id=way.erasure.pk, room="libraries", counts={}, digest="")
    removal.record_erased(erasure_id=uuid7(), room="courses", counts={}, digest="")
    outcomes = SagaReply.objects.using("default").values_list("outcome", flat=True)
    assert list(outcomes) == ["unknown", "unknown"]
    assert way.saga.state == "waiting"


def test_a_mail_server_that_is_away_delays_and_does_not_hold_it(way: Way, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail, "send", _raise(Unavailable("away")))
    way.past_grace()
    way.rooms_confirm()
    way.say_farewell()
    assert (way.saga.step, stays(way)) == ("say_farewell", True)
    way.wait_in_turns(QUARTER, turns=24)
    assert way.saga.step == "destroy_key"
    way.destroy_key()
    assert way.now.state == "erased"


def test_an_address_that_takes_no_mail_is_no_reason_to_wait(way: Way, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail, "send", _raise(mail.Refused("no such box")))
    way.to_the_end()
    assert way.now.state == "erased"


def test_each_step_twice_does_what_it_does_once(way: Way, told: Any, mailoutbox: list[Any]):
    way.past_grace()
    way.rooms_confirm()
    way.rooms_confirm()
    way.say_farewell()
    way.say_farewell()
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 1
    way.destroy_key()
    receipt = way.now.receipt
    way.destroy_key()
    for act in (removal.delete_account, removal.complete):
        assert not act(_turn(way))
    assert way.now.receipt == receipt
    assert len(told.of(UserDeleted)) == 1
    assert SagaReply.objects.using("default").filter(outcome="late").count() == 0


def test_a_key_store_that_is_away_is_asked_again(way: Way, monkeypatch: pytest.MonkeyPatch):
    way.past_grace()
    way.rooms_confirm()
    way.say_farewell()
    monkeypatch.setattr("gopro.security.keys.destroy", _raise(Unavailable("away")))
    with pytest.raises(Unavailable):
        outside.destroy_key(erasure_id=way.erasure.pk)
    assert (way.saga.state, way.saga.step, stays(way)) == ("waiting", "destroy_key", False)
    monkeypatch.undo()
    way.destroy_key()
    assert way.now.state == "erased"


def test_a_deletion_that_fails_leaves_the_account_whole_and_is_tried_again(way: Way, monkeypatch: pytest.MonkeyPatch):
    way.past_grace()
    way.rooms_confirm()
    monkeypatch.setattr(removal, "publish", _raise(ValueError("no")))
    way.say_farewell()
    assert (way.saga.state, way.saga.step, stays(way)) == ("running", "delete_account", True)
    monkeypatch.undo()
    way.wait(HOUR)
    assert (way.saga.step, stays(way)) == ("destroy_key", False)


def test_staff_may_end_the_grace_early(way: Way):
    operations.skip_step(room="users", saga_id=way.erasure.pk, reason="the person insists")
    settle()
    way.rooms_confirm()
    way.say_farewell()
    way.destroy_key()
    assert way.now.state == "erased"


@pytest.mark.parametrize("days", [7, 21, 28, 30])
def test_one_that_takes_long_is_reported(way: Way, days: int):
    way.past_grace()
    way.wait(timedelta(days=days) - timedelta(days=14))
    assert way.saga.alarms == [7, 21, 28, 30].index(days) + 1


def test_what_is_heard_of_the_erased_afterwards_comes_to_nothing(way: Way):
    user_id = way.erasure.user_id
    way.past_grace()
    recipients.remember_recipient(user_id=user_id, display_name=NAME, email=EMAIL, locale="en", time_zone="UTC")
    recipients.update_recipient(user_id=user_id, display_name=NAME, locale="en", time_zone="UTC")
    recipients.verify_recipient(user_id=user_id, email=EMAIL)
    notices.notify(user_id=user_id, type_="welcome", cause="late", data={})
    set_preferences(user_id=user_id, wishes=[Wish(type="welcome", channel="email", enabled=True)])
    assert not Recipient.objects.filter(user_id=user_id).exists()
    assert not Notification.objects.filter(user_id=user_id).exists()


def test_what_was_being_written_at_that_moment_goes_with_the_second_pass(way: Way):
    way.past_grace()
    late, _ = enrollment.enroll(user_id=way.erasure.user_id, course_id=publish().course_id)
    way.rooms_confirm()
    assert not Enrollment.objects.filter(pk=late.pk).exists()
    way.say_farewell()
    way.destroy_key()
    counts = receipts.verified(way.now.receipt)["rooms"]["progress"]["rows"]
    assert counts["progress_enrollment"] == 2


def test_before_its_second_pass_no_room_confirms(way: Way):
    way.past_grace()
    age_tombstones(timedelta(seconds=30))
    settle()
    assert not SagaReply.objects.using("default").exists()


def test_a_verdict_for_what_was_erased_meanwhile_is_of_nobody(told: Any):
    known = len(told)
    grading.conclude(submission_id=uuid7(), outcome=Outcome(status="passed"))
    assert (len(told), Submission.objects.count()) == (known, 0)


def _turn(way: Way) -> Any:
    return rows.turn(rows.found(room="users", saga_id=way.erasure.pk))


def _raise(error: Exception) -> Callable[..., None]:
    def act(*_: Any, **__: Any) -> None:
        raise error

    return act
