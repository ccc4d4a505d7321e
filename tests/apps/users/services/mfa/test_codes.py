"""Codes that hold once, however many try at a time, and limits that leave the owner a way in."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.users.errors import MfaRequired, MfaTokenInvalid, WrongFactor
from apps.users.models import Notice, NoticeKind, RecoveryCode, Session
from apps.users.services import limits, login
from apps.users.services.mfa import codes
from apps.users.services.sessions import Client
from gopro.audit import trail
from gopro.errors import DomainError, RateLimited
from gopro.security import attempts
from tests.apps.users.factories import PASSWORD, UserFactory
from tests.apps.users.factors import with_app

THREADS = 20
TAKEN = "taken"


def at_once(act):
    """How each of so many threads that begin together ended."""
    start = Barrier(THREADS)

    def run(number):
        start.wait()
        try:
            act(Client(ip=f"192.0.2.{number}", user_agent="Thread"))
        except DomainError as refusal:
            return type(refusal)
        finally:
            connections.close_all()
        return TAKEN

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(run, range(THREADS)))


def waiting(user):
    with pytest.raises(MfaRequired) as due:
        login.log_in(email=user.email, password=PASSWORD, client=Client(ip=None, user_agent=""))
    return due.value.mfa_token


def test_a_code_of_an_app_holds_for_one_of_twenty(committed):
    user = UserFactory()
    app, _ = with_app(user)
    code = app.now()
    ended = at_once(lambda client: codes.use(user=user, code=code, ip=client.ip))
    assert ended == {TAKEN: 1, WrongFactor: THREADS - 1}


def test_a_recovery_code_holds_for_one_of_twenty(committed):
    user = UserFactory()
    _, recovery = with_app(user)
    ended = at_once(lambda client: codes.use(user=user, code=recovery[3], ip=client.ip))
    assert ended == {TAKEN: 1, WrongFactor: THREADS - 1}
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert Notice.objects.filter(kind=NoticeKind.RECOVERY_CODE_USED).values_list("about", flat=True).get() == "9"


def test_one_log_in_that_waits_begins_one_session(committed):
    user = UserFactory()
    _, recovery = with_app(user)
    known, token = Session.objects.count(), waiting(user)
    given = iter(recovery * 2)
    ended = at_once(lambda client: login.finish(mfa_token=token, otp=next(given), client=client))
    assert ended[TAKEN] == 1
    assert set(ended) <= {TAKEN, MfaTokenInvalid, WrongFactor}
    assert Session.objects.count() == known + 1
    assert RecoveryCode.objects.filter(used_at=None).count() >= 5  # five tries, whoever is at it


def test_codes_are_not_guessed_from_many_addresses_and_the_owner_gets_in(db, monkeypatch):
    monkeypatch.setattr(limits, "TOTP_OF_ACCOUNT", attempts.Limit(name="few", most=5, within=limits.QUARTER))
    user = UserFactory()
    app, recovery = with_app(user)
    for number in range(5):
        with pytest.raises(WrongFactor):
            codes.use(user=user, code="000000", ip=f"198.51.100.{number}")
    with pytest.raises(RateLimited):
        codes.use(user=user, code=app.now(), ip="192.0.2.1")
    assert codes.use(user=user, code=recovery[0], ip="192.0.2.1") == "rec"
    assert Notice.objects.filter(user=user, kind=NoticeKind.CODES_GUESSED).count() == 1
    [entry] = trail.entries("users").filter(action="users.factor.guess")
    assert (entry.outcome, entry.object_id) == ("refused", str(user.pk))


def test_a_good_code_does_not_count(db):
    user = UserFactory()
    _, recovery = with_app(user)
    for code in recovery:
        codes.use(user=user, code=code, ip="192.0.2.1")
    with pytest.raises(WrongFactor):
        codes.use(user=user, code=recovery[0], ip="192.0.2.1")


def test_limits_hold_without_redis(db, settings):
    user = UserFactory()
    with_app(user)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    attempts.client.cache_clear()
    try:
        refused = []
        for _ in range(12):
            with pytest.raises((WrongFactor, RateLimited)) as refusal:
                codes.use(user=user, code="000000", ip="192.0.2.1")
            refused.append(refusal.type)
    finally:
        attempts.client.cache_clear()
    assert refused == [WrongFactor] * 10 + [RateLimited] * 2
