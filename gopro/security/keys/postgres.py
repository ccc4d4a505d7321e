"""Keys in PostgreSQL: a schema of their own, entered on a connection of its own, so never in a room's transaction."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from gopro.database import KEYS_ALIAS
from gopro.security.keys.cipher import BITS, DataKey
from gopro.security.keys.errors import KeyMissing, KeysUnavailable
from gopro.security.keys.masters import masters

FIND = "SELECT person, master, wrapped FROM gopro_keys_personalkey WHERE person = ANY(%s)"
MAKE = """
INSERT INTO gopro_keys_personalkey (person, master, wrapped, reason)
SELECT person, %s, wrapped, '' FROM unnest(%s::uuid[], %s::bytea[]) AS new (person, wrapped)
ON CONFLICT (person) DO NOTHING
"""
DESTROY = """
INSERT INTO gopro_keys_personalkey AS key (person, master, wrapped, destroyed_at, reason)
VALUES (%s, '', NULL, clock_timestamp(), %s)
ON CONFLICT (person) DO UPDATE
SET wrapped = NULL, master = '', destroyed_at = excluded.destroyed_at, reason = excluded.reason
WHERE key.destroyed_at IS NULL
"""


class PostgresKeys:
    """One data key a person, wrapped by the current master key when it was made or last wrapped again."""

    def current(self, person: UUID) -> DataKey | None:
        found = self.found({person})
        return found[person] if person in found else self.made({person})[person]

    def opened(self, person: UUID, *, wrapped: str) -> DataKey | None:
        try:
            return self.found({person})[person]
        except KeyError:
            raise KeyMissing(person) from None

    def found(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        with _cursor() as cursor:
            cursor.execute(FIND, [list(people)])
            rows = cursor.fetchall()
        return {person: _unwrapped(person, master, wrapped) for person, master, wrapped in rows}

    def made(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        """Of two processes that make one, the second finds the first's. In one order, so that neither waits in vain."""
        ring = masters(settings.KEY_FOLDER).read()  # anew each time: it may have been rotated
        ordered = sorted(people)
        wrapped = [ring.wrap(AESGCM.generate_key(bit_length=BITS), person=person) for person in ordered]
        with _cursor() as cursor:
            cursor.execute(MAKE, [ring.current, ordered, wrapped])
        return self.found(people)

    def destroy(self, person: UUID, *, reason: str) -> None:
        with _cursor() as cursor:
            cursor.execute(DESTROY, [person, reason])

    def exists(self, person: UUID) -> bool:
        return self.found({person}).get(person) is not None

    def answers(self) -> None:
        """On a connection of the probe's own thread, given back at once."""
        try:
            with _cursor() as cursor:
                cursor.execute("SELECT 1 FROM gopro_keys_personalkey LIMIT 1")
        finally:
            connections[KEYS_ALIAS].close()


def _unwrapped(person: UUID, master: str, wrapped: bytes | None) -> DataKey | None:
    if wrapped is None:
        return None
    ring = masters(settings.KEY_FOLDER).with_key(master)
    return DataKey(AESGCM(ring.unwrap(bytes(wrapped), master=master, person=person)))


@contextmanager
def _cursor() -> Iterator[Any]:
    try:
        with connections[KEYS_ALIAS].cursor() as cursor:
            yield cursor
    except (DatabaseError, InterfaceError) as error:
        raise KeysUnavailable from error
