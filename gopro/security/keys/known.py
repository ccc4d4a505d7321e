"""Keys that this process learned lately: bounded in number and in time, so that a destruction reaches everybody."""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Final, final
from uuid import UUID

from gopro.security.keys.cipher import DataKey

KNOWN_FOR = 30.0  # seconds
MOST_KNOWN = 10_000
CURRENT = "*"  # no wrapped key looks like this


@final
class Unknown:
    """Not learned, or too long ago. (None says that the key is destroyed.)"""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Learned:
    until: float
    key: DataKey | None


class Known:
    def __init__(self) -> None:
        self._lock = Lock()
        self._learned: dict[tuple[UUID, str], Learned] = {}

    def current(self, person: UUID) -> DataKey | Unknown | None:
        """What to encrypt with."""
        return self.recall(person, wrapped=CURRENT)

    def recall(self, person: UUID, *, wrapped: str) -> DataKey | Unknown | None:
        """What to decrypt with."""
        learned = self._learned.get((person, wrapped))
        return UNKNOWN if learned is None or learned.until < time.monotonic() else learned.key

    def learn(self, person: UUID, key: DataKey | None, *, is_current: bool = False) -> DataKey | None:
        learned = Learned(until=time.monotonic() + KNOWN_FOR, key=key)
        with self._lock:
            if len(self._learned) >= MOST_KNOWN:
                self._learned.clear()
            if key is not None:
                self._learned[person, key.wrapped] = learned
            if is_current:
                self._learned[person, CURRENT] = learned
        return key

    def forget(self, person: UUID) -> None:
        with self._lock:
            self._learned = {names: learned for names, learned in self._learned.items() if names[0] != person}

    def forget_all(self) -> None:
        with self._lock:
            self._learned = {}


keys = Known()
