"""Where keys are kept: this installation's own database, or a service."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings

from gopro.security.keys import postgres, vault
from gopro.security.keys.cipher import DataKey


class Store(Protocol):
    """A store that is away raises KeysUnavailable."""

    def current(self, person: UUID) -> DataKey | None:
        """What to encrypt with, made if there is none; None where it is destroyed."""

    def opened(self, person: UUID, *, wrapped: str) -> DataKey | None:
        """What this was encrypted with; None where it is destroyed. Raises KeyMissing."""

    def found(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        """Those that can be had in one round trip; none is made."""

    def made(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        """What to encrypt with for each, made where there is none."""

    def destroy(self, person: UUID, *, reason: str) -> None: ...

    def exists(self, person: UUID) -> bool: ...

    def answers(self) -> None:
        """Raise unless it is there."""


def store() -> Store:
    return _store(settings.KEYS_URL)


@cache
def _store(url: str) -> Store:
    return vault.connect(url) if url else postgres.PostgresKeys()
