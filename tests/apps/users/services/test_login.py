"""Limits that lock nobody out, the same time for whatever is wrong, and hashes that keep up."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from apps.users.errors import WrongCredentials
from apps.users.models import User
from apps.users.services import login, registration
from apps.users.services.sessions import Client
from gopro import cache
from gopro.errors import RateLimited
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, unverified

ELSEWHERE = Client(ip="198.51.100.7", user_agent="Elsewhere")
TOLERANCE = 0.05


def fail(times: int, *, email: str, client: Client = LAPTOP) -> list[type[Exception]]:
    raised: list[type[Exception]] = []
    for _ in range(times):
        with pytest.raises((WrongCredentials, RateLimited)) as refusal:
            login.log_in(email=email, password="wrong", client=client)
        raised.append(refusal.type)
    return raised


def test_limits_failures_on_one_account_from_one_address(db):
    user = UserFactory()
    assert fail(12, email=user.email) == [WrongCredentials] * 10 + [RateLimited] * 2
    assert fail(1, email=user.email.upper()) == [RateLimited]


def test_limits_unknown_addresses_alike(db):
    assert fail(12, email="nobody@example.org") == [WrongCredentials] * 10 + [RateLimited] * 2


def test_nobody_locks_another_out(db):
    user = UserFactory()
    fail(15, email=user.email, client=ELSEWHERE)
    assert login.log_in(email=user.email, password=PASSWORD, client=LAPTOP).user == user


def test_good_log_ins_do_not_count(db):
    user = UserFactory()
    login.log_in(email=user.email, password=PASSWORD, client=LAPTOP)  # from now on it is a device of the owner's
    fail(9, email=user.email)
    for _ in range(5):
        login.log_in(email=user.email, password=PASSWORD, client=LAPTOP)
    assert fail(2, email=user.email) == [WrongCredentials, RateLimited]


def test_limits_one_address_over_many_accounts(db, monkeypatch):
    monkeypatch.setattr(login.passwords, "hashed", str)  # the limit is counted, not the time
    raised = [kind for number in range(103) for kind in fail(1, email=f"{number}@example.org")]
    assert raised == [WrongCredentials] * 100 + [RateLimited] * 3


def test_limits_hold_without_redis(db, settings):
    user = UserFactory()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.client.cache_clear()
    try:
        assert fail(12, email=user.email) == [WrongCredentials] * 10 + [RateLimited] * 2
    finally:
        cache.client.cache_clear()


def test_hashes_anew_when_parameters_change(db):
    class Older(Argon2PasswordHasher):
        time_cost, memory_cost, parallelism = 1, 1024, 1

    user = UserFactory()
    User.objects.filter(pk=user.pk).update(password=Older().encode(PASSWORD, "a-salt-of-old"))
    login.log_in(email=user.email, password=PASSWORD, client=LAPTOP)
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert login.log_in(email=user.email, password=PASSWORD, client=LAPTOP).user == user


def test_staff_only(db):
    learner, author = UserFactory(), UserFactory(roles=["author"])
    assert login.log_in_staff(email=author.email, password=PASSWORD, client=LAPTOP)
    with pytest.raises(WrongCredentials):
        login.log_in_staff(email=learner.email, password=PASSWORD, client=LAPTOP)


def seconds_of(act: Callable[..., object], *given: object) -> float:
    began = time.perf_counter()
    act(*given)
    return time.perf_counter() - began


def medians(one: Callable[..., object], other: Callable[..., object], *, tries: int) -> tuple[float, float]:
    """Taken in turns, so that a busy machine slows both."""
    times = [(seconds_of(one, number), seconds_of(other, number)) for number in range(tries)]
    first, second = zip(*times, strict=True)
    return statistics.median(first), statistics.median(second)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_registering_a_taken_address_takes_as_long_as_a_new_one(db, monkeypatch):
    monkeypatch.setattr(registration.one_time_tokens, "MOST_AN_HOUR", 1_000)  # else the taken one stops writing
    UserFactory(email="taken@example.org")
    taken, fresh = medians(
        lambda number: unverified(email="taken@example.org", username=f"taken{number}", ip=f"192.0.2.{number}"),
        lambda number: unverified(email=f"{number}@example.org", username=f"fresh{number}", ip=f"192.0.2.{number}"),
        tries=200,
    )
    assert abs(taken - fresh) / fresh < 2 * TOLERANCE, (taken, fresh)


def test_parameters_of_hashing_are_in_the_kernel():
    assert settings.PASSWORD_HASHERS == ["gopro.security.hashing.OwaspArgon2Hasher"]
