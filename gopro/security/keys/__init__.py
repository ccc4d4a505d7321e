"""A key a person: what facts say of somebody is readable as long as their key is there, and nowhere afterwards.

Ciphertext is text, `enc:v1:…`, and holds for one person and one field. Keys are made when first needed, outside the
caller's transaction: one that is rolled back leaves a key that nothing was encrypted with. A process remembers keys for
`known.KNOWN_FOR` seconds, within which a destruction takes effect everywhere.
"""

from collections.abc import Iterable
from uuid import UUID

from gopro.security.keys import cipher, known
from gopro.security.keys.errors import KeyDestroyed
from gopro.security.keys.store import store


def encrypt(person: UUID, text: str, *, field: str) -> str:
    """Raises KeyDestroyed, and KeysUnavailable where the store is away."""
    key = known.keys.current(person)
    if isinstance(key, known.Unknown):
        key = known.keys.learn(person, store().current(person), is_current=True)
    if key is None:
        raise KeyDestroyed(person)
    return cipher.seal(text, key=key, person=person, field=field)


def decrypt(person: UUID, token: str, *, field: str) -> str | None:
    """None where the key is destroyed. Raises Tampered, KeyMissing, and KeysUnavailable where the store is away."""
    wrapped = cipher.wrapped_key(token)
    key = known.keys.recall(person, wrapped=wrapped)
    if isinstance(key, known.Unknown):
        key = known.keys.learn(person, store().opened(person, wrapped=wrapped))
    return None if key is None else cipher.unseal(token, key=key, person=person, field=field)


def is_ciphertext(text: str) -> bool:
    return text.startswith(cipher.PREFIX)


def prefetch(people: Iterable[UUID]) -> None:
    """Learn the keys of many in one round trip, where the store can; those not found are asked for one by one."""
    wanted = {person for person in people if isinstance(known.keys.current(person), known.Unknown)}
    if wanted:
        for person, key in store().found(wanted).items():
            known.keys.learn(person, key, is_current=True)


def make(people: Iterable[UUID]) -> None:
    """Have the keys of many who are new, in as few round trips as the store can."""
    wanted = [person for person in people if isinstance(known.keys.current(person), known.Unknown)]
    if wanted:
        for person, key in store().made(wanted).items():
            known.keys.learn(person, key, is_current=True)


def destroy(person: UUID, reason: str = "erasure") -> None:
    """Nobody reads what was encrypted with it, and no other is ever made for this person. Again changes nothing."""
    store().destroy(person, reason=reason)
    known.keys.forget(person)


def exists(person: UUID) -> bool:
    """Whether the person has a key that isn't destroyed."""
    return store().exists(person)
