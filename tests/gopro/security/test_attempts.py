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


def test_names_nobody_in_redis() -> None:
    attempts.take(FIVE, "192.0.2.1", "ada@example.org")
    [key] = cache.client().keys("attempts:*")
    assert b"ada" not in key
    assert b"192" not in key
