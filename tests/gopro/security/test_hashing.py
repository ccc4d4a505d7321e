"""Hashing in a flood: so many at once, the others wait in line, and go when the wait is long."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier, Lock

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from gopro.errors import Unavailable
from gopro.security import hashing
from gopro.security.hashing import AT_ONCE, OwaspArgon2Hasher


class Slow:
    """In the place of hashing: counts how many go on at once."""

    def __init__(self) -> None:
        self.lock, self.now, self.most = Lock(), 0, 0

    def hash(self, *_: object) -> str:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
        return "hashed"


@contextmanager
def all_places_taken() -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            hashing.places.acquire()
            stack.callback(hashing.places.release)
        yield


def test_so_many_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, together = Slow(), Barrier(4 * AT_ONCE)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow.hash)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", slow.hash)

    def one(number: int) -> object:
        together.wait()
        hasher = OwaspArgon2Hasher()
        return hasher.encode("x", "salt" * 4) if number % 2 else hasher.verify("x", "argon2$")

    with ThreadPoolExecutor(4 * AT_ONCE) as pool:
        assert list(pool.map(one, range(4 * AT_ONCE))) == ["hashed"] * 4 * AT_ONCE
    assert slow.most == AT_ONCE


def test_who_waited_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0.05)
    hasher = OwaspArgon2Hasher()
    encoded = hasher.encode("the same words", "salt of sixteen.")
    with all_places_taken():
        for act in (lambda: hasher.encode("x", "salt" * 4), lambda: hasher.verify("x", encoded)):
            with pytest.raises(Unavailable) as refusal:
                act()
            assert refusal.value.retry_after == 3
    assert hasher.verify("the same words", encoded)


def test_a_failure_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0.05)
    for _ in range(2 * AT_ONCE):
        with pytest.raises((AttributeError, ValueError)):
            OwaspArgon2Hasher().verify("x", "no hash")
    assert OwaspArgon2Hasher().encode("x", "salt of sixteen.").startswith("argon2$argon2id$")
