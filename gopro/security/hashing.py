"""How passwords are hashed: argon2id with the parameters that OWASP recommends for a server under load."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import override

from django.contrib.auth.hashers import Argon2PasswordHasher

from gopro.errors import Unavailable

AT_ONCE = max(os.cpu_count() or 1, 2)  # more would only share the cores, at 19 MiB each
LONGEST_WAIT = 3.0  # seconds

places = BoundedSemaphore(AT_ONCE)


class OwaspArgon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane. A hash with other parameters is made anew when its owner logs in.

    So many at once in a process and no more: a flood of log-ins waits in line, then is told to come back, and costs
    neither the memory nor the cores that all else needs.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    @override
    def encode(self, password: str, salt: str) -> str:
        with _place():
            return super().encode(password, salt)

    @override
    def verify(self, password: str, encoded: str) -> bool:
        with _place():
            return super().verify(password, encoded)


@contextmanager
def _place() -> Iterator[None]:
    if not places.acquire(timeout=LONGEST_WAIT):
        raise Unavailable("Too many passwords are being checked right now. Try again in a moment.", retry_after=3)
    try:
        yield
    finally:
        places.release()
