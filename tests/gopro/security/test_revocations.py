"""Sessions that ended: refused here at once, in another process within seconds, and never by a Redis that is away."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from gopro import cache
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.security.ring import claims_of
from gopro.security.tokens import TokenInvalid, Use
from gopro.testing.tokens import access_token, staff_token

ROOT = Path(__file__).parents[3]
OTHER_PROCESS = """
import sys, time
from uuid import UUID
import django
django.setup()
from gopro.security.revocations import is_revoked
session = UUID(sys.argv[1])
assert not is_revoked(session)
print("watching", flush=True)
ends = time.monotonic() + 8
while not is_revoked(session) and time.monotonic() < ends:
    time.sleep(0.05)
print("revoked" if is_revoked(session) else "missed", flush=True)
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    revocations.known.forget()
    yield
    revocations.known.forget()


def test_tokens_of_an_ended_session_hold_no_more() -> None:
    ended, other = uuid7(), uuid7()
    tokens = [access_token(user_id=uuid7(), session_id=session) for session in (ended, other)]
    staff = staff_token(user_id=uuid7(), session_id=ended)
    assert claims_of(tokens[0]).session_id == ended
    revocations.revoke([ended])
    assert claims_of(tokens[1]).session_id == other
    for token, use in ((tokens[0], Use.ACCESS), (staff, Use.STAFF)):
        with pytest.raises(TokenInvalid):
            claims_of(token, use=use)


def test_asks_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    session = uuid7()
    assert not revocations.is_revoked(session)
    cache.client().set(f"revoked:{session}", 1)
    assert not revocations.is_revoked(session)
    monkeypatch.setattr(revocations, "KNOWN_FOR", 0.0)
    assert revocations.is_revoked(session)


def test_marks_outlive_tokens() -> None:
    session = uuid7()
    revocations.revoke([session])
    assert 9 * 3600 < cache.client().ttl(f"revoked:{session}") <= 9 * 3600 + 60


def test_while_redis_is_away_tokens_hold_and_nobody_waits(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.client.cache_clear()
    try:
        ended = uuid7()
        revocations.revoke([ended])
        began = time.monotonic()
        assert [revocations.is_revoked(uuid7()) for _ in range(1000)] == [False] * 1000
        assert revocations.is_revoked(ended)
        assert time.monotonic() - began < 1
    finally:
        cache.client.cache_clear()


def test_another_process_hears_of_it_within_five_seconds() -> None:
    session = uuid7()
    command = [sys.executable, "-c", OTHER_PROCESS, str(session)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "watching\n"
        revocations.revoke([session])
        began = time.monotonic()
        assert process.stdout.readline() == "revoked\n"
        assert time.monotonic() - began < 5
