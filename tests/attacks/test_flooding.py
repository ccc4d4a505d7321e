"""Log-ins flooded from one address and from many: nothing is let in, and the owner logs in at once meanwhile."""

import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from apps.users.services import limits
from gopro import cache
from tests.apps.users.factories import PASSWORD, UserFactory
from tests.attacks.conftest import Tally

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
STAFF = "/admin/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BOT = "python-requests/2.32"
AT_ONCE = 5.0  # seconds, on a machine that does other things too; a log-in takes some 0.1


def networks(count: int) -> list[str]:
    """Addresses, each in a network of its own; every second one of IPv6."""
    fours = (f"203.{number // 250}.{number % 250}.7" for number in range(0, count, 2))
    sixes = (f"2001:db8:{number:x}::1" for number in range(1, count, 2))
    return [*fours, *sixes]


def log_in(email: str, password: str, *, address: str, agent: str = BOT, client: APIClient | None = None) -> Any:
    browser = client or APIClient(raise_request_exception=False)
    body = {"email": email, "password": password}
    return browser.post(LOGIN, body, REMOTE_ADDR=address, HTTP_USER_AGENT=agent)


def flood(email: str, addresses: Iterable[str]) -> Counter[int]:
    """One wrong guess from each."""
    return Counter(
        log_in(email, f"guess number {number}", address=address).status_code for number, address in enumerate(addresses)
    )


def owner_logs_in(email: str, *, client: APIClient, address: str) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    answer = log_in(email, PASSWORD, address=address, agent=FIREFOX, client=client)
    assert answer.status_code == 200, answer.content
    return time.perf_counter() - began


@pytest.fixture
def owner(db: None) -> tuple[str, APIClient]:
    """Somebody with a browser that was used before."""
    user, browser = UserFactory(), APIClient(raise_request_exception=False)
    owner_logs_in(user.email, client=browser, address="198.51.100.1")
    return user.email, browser


def test_one_address_against_one_account(owner: tuple[str, APIClient], tally: Tally) -> None:
    email, browser = owner
    answers = flood(email, ["192.0.2.66"] * 150)
    assert answers == {401: limits.LOGIN_TO_ACCOUNT.most, 429: 140}
    assert owner_logs_in(email, client=browser, address="192.0.2.66") < AT_ONCE  # at the very address of the attack
    assert owner_logs_in(email, client=APIClient(), address="192.0.2.67") < AT_ONCE  # and on a new device elsewhere
    tally("flood of log-ins from one address", tried=150, accepted=answers[200])


def test_many_addresses_against_one_account(owner: tuple[str, APIClient], tally: Tally) -> None:
    """However many networks a botnet has, an account takes a hundred of its guesses in a day."""
    email, browser = owner
    answers = flood(email, networks(400))
    assert answers == {401: limits.LOGIN_BY_STRANGERS.most, 429: 300}
    assert owner_logs_in(email, client=browser, address="198.51.100.1") < AT_ONCE
    assert owner_logs_in(email, client=browser, address="203.0.2.7") < AT_ONCE  # the device counts, not where it is
    tally("flood of log-ins from 400 networks", tried=400, accepted=answers[200])


def test_the_right_password_in_a_flood_is_no_way_in_for_strangers(owner: tuple[str, APIClient], tally: Tally) -> None:
    """Nor is it told from a wrong one."""
    email, _ = owner
    flood(email, networks(limits.LOGIN_BY_STRANGERS.most))
    right, wrong = (log_in(email, password, address=f"192.0.2.{len(password)}") for password in (PASSWORD, "wrong"))
    assert [answer.json()["code"] for answer in (right, wrong)] == ["strange_device"] * 2
    assert [answer.status_code for answer in (right, wrong)] == [429] * 2
    assert int(right.headers["Retry-After"]) > 0
    tally("right password of a stranger in a flood", tried=1, accepted=int(right.status_code == 200))


def test_many_accounts_from_one_address(db: None, tally: Tally) -> None:
    """Credential stuffing: each address of a list once."""
    emails = [UserFactory().email for _ in range(5)] + [f"nobody{number}@example.org" for number in range(125)]
    answers = Counter(log_in(email, "from a leaked list", address="192.0.2.66").status_code for email in emails)
    assert answers == {401: limits.LOGIN_FROM_ADDRESS.most, 429: 30}
    tally("credential stuffing from one address", tried=130, accepted=answers[200])


def test_one_household_of_ipv6_is_one_address(owner: tuple[str, APIClient], tally: Tally) -> None:
    email, browser = owner
    answers = flood(email, (f"2001:db8:5:5:{number:x}::1" for number in range(1, 101)))
    assert answers == {401: limits.LOGIN_TO_ACCOUNT.most, 429: 90}
    assert owner_logs_in(email, client=browser, address="2001:db8:5:5::9") < AT_ONCE
    tally("flood from 100 addresses of one IPv6 network", tried=100, accepted=answers[200])


def test_limits_hold_while_redis_is_away(owner: tuple[str, APIClient], settings: Any, tally: Tally) -> None:
    email, browser = owner
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.client.cache_clear()
    try:
        near, far = flood(email, ["192.0.2.66"] * 30), flood(email, networks(120))
        assert near == {401: limits.LOGIN_TO_ACCOUNT.most, 429: 20}
        assert far == {401: limits.LOGIN_BY_STRANGERS.most - near[401], 429: 30}
        assert owner_logs_in(email, client=browser, address="198.51.100.1") < AT_ONCE
    finally:
        cache.client.cache_clear()
    tally("flood of log-ins without Redis", tried=150, accepted=near[200] + far[200])


def test_the_staffs_page_counts_with_the_api(owner: tuple[str, APIClient], tally: Tally) -> None:
    """A guess is a guess at whichever door."""
    email, _ = owner
    browser = APIClient(raise_request_exception=False)
    flood(email, ["192.0.2.66"] * 6)
    guesses = [
        browser.post(STAFF, {"email": email, "password": f"guess {number}"}, "multipart", REMOTE_ADDR="192.0.2.66")
        for number in range(20)
    ]
    answers = Counter(answer.status_code for answer in guesses)
    assert answers == {401: limits.LOGIN_TO_ACCOUNT.most - 6, 429: 16}
    tally("flood of log-ins at two doors", tried=26, accepted=answers[302])


def test_a_neighbor_who_floods_refreshes_is_in_nobodys_way(owner: tuple[str, APIClient], tally: Tally) -> None:
    email, browser = owner
    refresh = log_in(email, PASSWORD, address="192.0.2.66", agent=FIREFOX, client=browser).json()["refresh"]
    stranger = APIClient(raise_request_exception=False)
    answers = Counter(
        stranger.post(REFRESH, {"refresh": f"made up {number}"}, REMOTE_ADDR="192.0.2.66").status_code
        for number in range(150)
    )
    assert answers == {401: limits.TOKENS_FROM_ADDRESS.most, 429: 50}
    assert browser.post(REFRESH, {"refresh": refresh}, REMOTE_ADDR="192.0.2.66").status_code == 200
    tally("flood of made-up refresh tokens", tried=150, accepted=answers[200])


def test_parallel_guesses_are_counted_before_they_are_made(committed: None, tally: Tally) -> None:
    email = UserFactory().email

    def guess(number: int) -> int:
        try:
            return int(log_in(email, f"guess {number}", address="192.0.2.66").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(guess, range(80)))
    assert answers == {401: limits.LOGIN_TO_ACCOUNT.most, 429: 70}
    tally("parallel log-ins from one address", tried=80, accepted=answers[200])
