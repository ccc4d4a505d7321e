"""The fourteen days: the account is closed, and its owner or staff may think better of it."""

from datetime import timedelta
from typing import Any

import pytest

from apps.progress.models import Enrollment
from apps.users.contracts import ErasureBegun, ErasureCancelled, ErasureRequested
from apps.users.errors import (
    ErasurePending,
    ErasureUnderWay,
    LoginNotRecent,
    OneTimeTokenInvalid,
    WrongCredentials,
)
from apps.users.models import OneTimeToken, Purpose, Session, User
from apps.users.services import accounts, login, one_time_tokens
from apps.users.services.erasure import requests
from apps.users.services.erasure.names import GRACE
from gopro.sagas import engine, operations
from gopro.sagas.models import Saga
from gopro.testing.sagas import settle
from tests.apps.users.erasures import Person, Way
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in

pytestmark = pytest.mark.django_db


def log_in(user: User, *, password: str = PASSWORD) -> None:
    login.log_in(email=user.email, password=password, client=LAPTOP)


def test_the_account_is_closed_in_the_transaction_that_asks(told: Any):
    user = UserFactory()
    way = Way(requests.request_erasure(user_id=user.pk, session_id=signed_in(user).session_id))
    user.refresh_from_db()
    assert not user.is_active
    assert set(Session.objects.values_list("revoked_reason", flat=True)) == {"erasure_requested"}
    assert told.of(ErasureRequested)[0].erasure_id == way.erasure.pk
    assert (way.now.state, way.saga.state) == ("pending", "waiting")
    assert way.erasure.due_at - way.erasure.requested_at == pytest.approx(GRACE, abs=timedelta(seconds=5))


def test_nothing_is_erased_before_the_last_day():
    person = Person()
    way = person.ask()
    way.wait(GRACE - timedelta(hours=1))
    assert Enrollment.objects.filter(user_id=person.user.pk).exists()
    assert (way.now.state, way.saga.step) == ("pending", "freeze")


def test_only_who_has_just_logged_in_may_ask(told: Any):
    user = UserFactory()
    session = signed_in(user).session_id
    Session.objects.filter(pk=session).update(created_at="2020-01-01T00:00:00Z")
    with pytest.raises(LoginNotRecent):
        requests.request_erasure(user_id=user.pk, session_id=session)
    with pytest.raises(LoginNotRecent):
        requests.request_erasure(user_id=user.pk, session_id=signed_in(UserFactory()).session_id)
    assert told.of(ErasureRequested) == []
    assert not Saga.objects.using("default").exists()


def test_who_logs_in_is_told_so_and_mailed_the_way_back(mailed_token: Any):
    user = UserFactory(email="ada@example.org")
    way = Way(requests.request_erasure(user_id=user.pk, session_id=signed_in(user).session_id))
    OneTimeToken.objects.all().delete()
    with pytest.raises(ErasurePending, match=f"erased on {way.erasure.due_at:%Y-%m-%d}"):
        log_in(user)
    requests.cancel_erasure(token=mailed_token(user, Purpose.CANCEL_ERASURE), ip=None)
    log_in(user)


def test_who_does_not_know_the_password_is_told_nothing():
    user = UserFactory()
    requests.request_erasure(user_id=user.pk, session_id=signed_in(user).session_id)
    known = OneTimeToken.objects.count()
    with pytest.raises(WrongCredentials):
        log_in(user, password="another one altogether")
    assert OneTimeToken.objects.count() == known


def test_a_closed_account_that_is_not_being_erased_is_told_nothing():
    user = UserFactory()
    accounts.deactivate_user(user_id=user.pk)
    with pytest.raises(WrongCredentials):
        log_in(user)


def test_the_link_of_the_mail_keeps_everything(mailed_token: Any, mailoutbox: list[Any], told: Any):
    person = Person()
    way = person.ask()
    token = mailed_token(person.user, Purpose.CANCEL_ERASURE)
    assert f"will be erased on {way.erasure.due_at:%-d %B %Y}" in mailoutbox[-1].body
    requests.cancel_erasure(token=token, ip=None)
    assert (way.now.state, way.saga.state) == ("cancelled", "compensated")
    log_in(person.user)
    assert told.of(ErasureCancelled) == [ErasureCancelled(erasure_id=way.erasure.pk, user_id=person.user.pk)]
    way.wait(GRACE * 3)
    assert told.of(ErasureBegun) == []
    assert Enrollment.objects.filter(user_id=person.user.pk).exists()
    with pytest.raises(OneTimeTokenInvalid):
        requests.cancel_erasure(token=token, ip=None)


def test_an_account_that_was_closed_before_stays_closed_when_its_erasure_is_cancelled():
    user, staff = UserFactory(), UserFactory(roles=["admin"])
    accounts.deactivate_user(user_id=user.pk)
    way = Way(requests.request_erasure_of(user_id=user.pk, by=staff.pk, reason="asked by letter"))
    operations.cancel(room="users", saga_id=way.erasure.pk, reason="asked by telephone")
    user.refresh_from_db()
    assert (user.is_active, way.now.state) == (False, "cancelled")


def test_it_can_be_asked_again_after_it_was_cancelled():
    person = Person()
    first = person.ask()
    operations.cancel(room="users", saga_id=first.erasure.pk, reason="a slip")
    assert person.ask().erasure.pk != first.erasure.pk


def test_staff_open_no_account_that_is_being_erased():
    person = Person()
    person.ask()
    with pytest.raises(ErasureUnderWay):
        accounts.reactivate_user(user_id=person.user.pk)


def test_asking_twice_is_asking_once(told: Any):
    user, staff = UserFactory(), UserFactory(roles=["admin"])
    first = requests.request_erasure_of(user_id=user.pk, by=staff.pk, reason="asked by letter")
    second = requests.request_erasure_of(user_id=user.pk, by=staff.pk, reason="asked by letter")
    assert first == second
    assert len(told.of(ErasureRequested)) == 1


def test_after_the_last_day_the_link_is_too_late(mailed_token: Any):
    person = Person()
    way = person.ask()
    token = mailed_token(person.user, Purpose.CANCEL_ERASURE)
    way.past_grace()
    with pytest.raises(engine.PastReturn):
        requests.cancel_erasure(token=token, ip=None)
    with pytest.raises(ErasurePending, match="right now"):
        log_in(person.user)
    assert way.now.state == "erasing"


def test_nothing_else_is_mailed_to_a_closed_account(mailoutbox: list[Any]):
    user = UserFactory()
    requests.request_erasure(user_id=user.pk, session_id=signed_in(user).session_id)
    one_time_tokens.request_offered_token(user_id=user.pk, purpose="reset_password")
    assert set(OneTimeToken.objects.values_list("purpose", flat=True)) == {"cancel_erasure"}
    settle()
    assert mailoutbox == []
