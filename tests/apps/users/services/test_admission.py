"""Guessing is slowed from wherever it comes, and the owner's own devices are let in meanwhile."""

import dataclasses
from contextlib import suppress
from threading import BoundedSemaphore
from uuid import uuid4

import pytest

from apps.users.errors import StrangeDevice, WrongCredentials
from apps.users.models import Notice, NoticeKind, Purpose
from apps.users.services import limits, login, one_time_tokens, password_changes
from apps.users.services.sessions import Client
from gopro import cache
from gopro.audit.models import AuditEntry
from gopro.errors import RateLimited, Unavailable
from gopro.security import attempts, hashing
from tests.apps.users.factories import PASSWORD, UserFactory

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WRONG = "not the right words"
NEW = "wine-dark sea at noon"


def browser(ip: str = "192.0.2.1") -> Client:
    """One of its own, with a cookie of ours."""
    return Client(ip=ip, user_agent=BROWSER, device_id=uuid4())


def guess(email: str, *, client: Client, password: str = WRONG) -> type[Exception]:
    with pytest.raises((WrongCredentials, RateLimited)) as refusal:
        login.log_in(email=email, password=password, client=client)
    return refusal.type


def guessed_from_everywhere(email: str) -> None:
    """At least as many wrong tries of strangers as an account takes in a day."""
    for _ in range(limits.LOGIN_BY_STRANGERS.most):
        with suppress(RateLimited):
            attempts.take(limits.LOGIN_BY_STRANGERS, email)


def test_nothing_that_others_do_reaches_a_known_device(db):
    user, own = UserFactory(), browser()
    login.log_in(email=user.email, password=PASSWORD, client=own)
    beside = [guess(user.email, client=browser()) for _ in range(12)]
    assert beside == [WrongCredentials] * 10 + [RateLimited] * 2
    for _ in range(limits.LOGIN_FROM_ADDRESS.most - 10):
        attempts.take(limits.LOGIN_FROM_ADDRESS, own.ip)
    guessed_from_everywhere(user.email)
    assert login.log_in(email=user.email, password=PASSWORD, client=own).user == user
    assert guess(user.email, client=browser(), password=PASSWORD) is RateLimited


def test_a_known_device_is_known_wherever_it_is(db):
    user, own = UserFactory(), browser()
    login.log_in(email=user.email, password=PASSWORD, client=own)
    guessed_from_everywhere(user.email)
    elsewhere = dataclasses.replace(own, ip="2001:db8::7")
    assert login.log_in(email=user.email, password=PASSWORD, client=elsewhere).user == user


def test_a_known_device_has_a_count_of_its_own(db):
    user, own = UserFactory(), browser()
    login.log_in(email=user.email, password=PASSWORD, client=own)
    assert [guess(user.email, client=own) for _ in range(11)] == [WrongCredentials] * 10 + [RateLimited]


def test_a_device_is_known_to_its_own_account_only(db):
    user, other, own = UserFactory(), UserFactory(), browser()
    login.log_in(email=other.email, password=PASSWORD, client=own)
    guessed_from_everywhere(user.email)
    assert guess(user.email, client=own, password=PASSWORD) is StrangeDevice


@pytest.mark.parametrize("address", ["ada@example.org", "nobody@example.org"])
def test_an_account_takes_so_many_guesses_from_everywhere_and_no_more(db, address):
    UserFactory(username="ada")
    guessed_from_everywhere(address)
    for number in range(3):
        assert guess(address, client=browser(f"198.51.100.{number}"), password=PASSWORD) is StrangeDevice


def test_what_was_refused_nearby_is_no_guess_at_the_account(db):
    """Else one address could shut strangers out."""
    user = UserFactory()
    for _ in range(150):
        guess(user.email, client=Client(ip="192.0.2.66", user_agent="bot"))
    assert login.log_in(email=user.email, password=PASSWORD, client=browser("192.0.2.67")).user == user


def test_a_good_log_in_counts_nowhere(db):
    user = UserFactory()
    for _ in range(limits.LOGIN_BY_STRANGERS.most - 1):
        attempts.take(limits.LOGIN_BY_STRANGERS, user.email)
    for number in range(3):
        login.log_in(email=user.email, password=PASSWORD, client=browser(f"192.0.2.{number}"))


def test_the_owner_is_told_once(db):
    user = UserFactory()
    guessed_from_everywhere(user.email)
    for number in range(4):
        guess(user.email, client=browser(f"192.0.2.{number}"))
    assert [notice.kind for notice in Notice.objects.filter(user=user)] == [NoticeKind.PASSWORD_GUESSED]
    told = AuditEntry.objects.using("default").filter(object_id=str(user.pk), reason__startswith="guessed at")
    assert [(entry.action, entry.outcome) for entry in told] == [("users.user.log_in", "refused")]


def test_the_mailbox_is_a_way_in(db, mailed_token):
    user, new = UserFactory(), browser()
    guessed_from_everywhere(user.email)
    assert guess(user.email, client=new, password=PASSWORD) is StrangeDevice
    one_time_tokens.request_token(user=user, purpose=Purpose.RESET_PASSWORD)
    token = mailed_token(user, Purpose.RESET_PASSWORD)
    password_changes.reset_password(token=token, new_password=NEW, client=new)
    assert login.log_in(email=user.email, password=NEW, client=new).user == user
    assert guess(user.email, client=browser(), password=NEW) is StrangeDevice


def test_what_was_not_looked_at_does_not_count(db, monkeypatch):
    """Else a flood of hashing would use the owner's tries up."""
    user, own = UserFactory(), browser()
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(hashing, "places", BoundedSemaphore(1))
    with hashing.places:
        for _ in range(15):
            with pytest.raises(Unavailable):
                login.log_in(email=user.email, password=PASSWORD, client=own)
    assert login.log_in(email=user.email, password=PASSWORD, client=own).user == user


def test_holds_without_redis(db, settings):
    user, own = UserFactory(), browser()
    login.log_in(email=user.email, password=PASSWORD, client=own)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.client.cache_clear()
    try:
        guessed_from_everywhere(user.email)
        assert guess(user.email, client=browser(), password=PASSWORD) is StrangeDevice
        assert login.log_in(email=user.email, password=PASSWORD, client=own).user == user
    finally:
        cache.client.cache_clear()
