"""Limits on tries: exact, parallel ones too, with Redis and without."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pytest_django import Settings

from gopro import cache
from gopro.errors import RateLimited
from gopro.security import attempts
from gopro.security.attempts import Limit

FIVE = Limit(name="test", most=5, within=timedelta(seconds=60))


@pytest.fixture(params=["redis", "no redis"])
def counted(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    if request.param == "no redis":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.client.cache_clear()
    attempts.here.clear()
    yield
    attempts.here.clear()
    cache.client.cache_clear()


def is_taken(*key: object, limit: Limit = FIVE) -> bool:
    try:
        attempts.take(limit, *key)
    except RateLimited as refusal:
        return not 0 < refusal.retry_after <= limit.within.total_seconds()
    return True


@pytest.mark.usefixtures("counted")
def test_allows_so_many_and_no_more() -> None:
    assert [is_taken("a", 1) for _ in range(7)] == [True] * 5 + [False] * 2
    assert is_taken("a", 2)
    assert is_taken("a", 1, limit=Limit(name="another", most=1, within=timedelta(seconds=60)))


@pytest.mark.usefixtures("counted")
def test_what_is_given_back_does_not_count() -> None:
    for _ in range(20):
        attempts.take(FIVE, "b")
        attempts.give_back(FIVE, "b")
    assert [is_taken("b") for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.usefixtures("counted")
def test_parallel_tries_are_counted_before_they_are_made() -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: is_taken("c"), range(40)))
    assert taken.count(True) == 5


def test_a_window_ends() -> None:
    short = Limit(name="short", most=1, within=timedelta(seconds=1))
    assert [is_taken(limit=short) for _ in range(2)] == [True, False]
    [key] = cache.client().keys("attempts:short:*")
    assert 0 < cache.client().pttl(key) <= 1000
    cache.client().delete(key)
    assert is_taken(limit=short)


@pytest.mark.usefixtures("counted")
def test_a_network_of_ipv6_is_one_address() -> None:
    assert [is_taken(f"2001:db8:7:1::{number:x}", "d") for number in range(6)] == [True] * 5 + [False]
    assert is_taken("2001:db8:7:2::1", "d")
    assert [is_taken(f"::ffff:192.0.2.{number}", "d") for number in range(8)] == [True] * 8
    assert [is_taken("192.0.2.1", "d") for _ in range(5)] == [True] * 4 + [False]


@pytest.mark.usefixtures("counted")
def test_failures_that_are_counted_are_in_nobodys_way() -> None:
    raised: list[type[Exception]] = []
    for _ in range(7):
        with pytest.raises((LookupError, RateLimited)) as refusal, attempts.counting(FIVE, "e", failures=LookupError):
            raise LookupError
        raised.append(refusal.type)
    assert raised == [LookupError] * 5 + [RateLimited] * 2
    with attempts.counting(FIVE, "e", failures=LookupError):
        pass
    with pytest.raises(ValueError, match="another"), attempts.counting(FIVE, "e", failures=LookupError):
        raise ValueError("another failure")


def test_a_flood_of_keys_frees_no_limit_of_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_COUNTED", 10)
    counters = attempts.Counters()
    assert [counters.add("a day", seconds=86_400, by=1)[0] for _ in range(3)] == [1, 2, 3]
    for number in range(100):
        counters.add(f"flood {number}", seconds=60, by=1)
    assert counters.add("a day", seconds=86_400, by=1)[0] == 4


def test_names_nobody_in_redis() -> None:
    attempts.take(FIVE, "192.0.2.1", "ada@example.org")
    [key] = cache.client().keys("attempts:*")
    assert b"ada" not in key
    assert b"192" not in key
