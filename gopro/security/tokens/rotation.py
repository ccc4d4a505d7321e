"""Keys of the ring made, replaced and taken away. Each change is one file put in the place of another, under a lock."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gopro.security.private_files import locked, write
from gopro.security.tokens import keyset
from gopro.security.tokens.errors import KeyInUse, UnknownKey
from gopro.security.tokens.keyset import PUBLIC_KEYS, Jwk
from gopro.security.tokens.uses import LONGEST_OF_SESSION

KEY_BITS = 2048
PUBLISHED_FOR = timedelta(minutes=5)  # how long others may keep a copy of the key set


class State(StrEnum):
    PUBLISHED = "published"  # known to all before its first token comes
    SIGNING = "signing"
    VERIFYING = "verifying"  # replaced; the tokens that it signed hold
    RETIRED = "retired"  # only statements of it hold


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A key of the ring and where it stands. `ended_at` is when the key after it began to sign."""

    id: str
    state: State
    signs_from: datetime | None
    ended_at: datetime | None


def generate(folder: Path) -> None:
    """Make the folder's first key, unless it has one. Safe to call from several processes at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(folder):
        if not (folder / PUBLIC_KEYS).exists():
            _save(folder, keys=[_new(folder)], retired=[])


def keys_of(folder: Path) -> tuple[Key, ...]:
    """The newest first, the retired at the end."""
    content = keyset.document(folder)
    signing = keyset.read(folder).signing_id(now=time.time())
    keys, ends, state = [], None, State.PUBLISHED
    for jwk in content["keys"]:
        state = _state(jwk, signing=signing, before=state)
        keys.append(_key(jwk, state=state, ended_at=ends if state is State.VERIFYING else None))
        ends = _moment(jwk)
    keys += [_key(jwk, state=State.RETIRED, ended_at=None) for jwk in content.get("retired", [])]
    return tuple(keys)


def rotate(folder: Path) -> Key:
    """A new key: published at once, signing after PUBLISHED_FOR. While one waits for that, no other is made."""
    with locked(folder):
        newest = keys_of(folder)[0]
        if newest.state is State.PUBLISHED:
            return newest
        content = keyset.document(folder)
        now = int(time.time())
        jwk = _new(folder) | {"iat": now, "nbf": now + int(PUBLISHED_FOR.total_seconds())}
        _save(folder, keys=[jwk, *content["keys"]], retired=content.get("retired", []))
        return keys_of(folder)[0]


def found(folder: Path, *, key_id: str) -> Key:
    """Raises UnknownKey."""
    key = next((each for each in keys_of(folder) if each.id == key_id), None)
    if key is None:
        raise UnknownKey(f"{folder.name}/ has no key {key_id}.")
    return key


def free_at(key: Key, *, longest: datetime | None) -> datetime | None:
    """When the last token of a replaced key is over; None while it isn't replaced. `longest`: the last personal one."""
    if key.ended_at is None:
        return None
    return max(key.ended_at + LONGEST_OF_SESSION, longest or key.ended_at)


def retire(folder: Path, *, key_id: str, longest: datetime | None) -> None:
    """A key whose tokens are all over verifies none any more; its statements hold. Raises KeyInUse, UnknownKey."""
    with locked(folder):
        key = found(folder, key_id=key_id)
        if key.state is State.RETIRED:
            return
        free = free_at(key, longest=longest)
        if free is None:
            raise KeyInUse(f"The key is {key.state}: rotate first, so that another one signs.")
        if free > datetime.now(UTC):
            raise KeyInUse(f"Tokens that it signed may live until {free:%Y-%m-%d %H:%M:%S} UTC.")
        content = keyset.document(folder)
        gone = [jwk for jwk in content["keys"] if jwk["kid"] == key_id]
        _save(folder, keys=_without(content["keys"], key_id), retired=gone + content.get("retired", []))
        _destroy(folder, key_id=key_id)


def discard(folder: Path, *, key_id: str) -> None:
    """A leaked key: nothing that it signed holds from now on, statements included. Its place is taken at once."""
    with locked(folder):
        found(folder, key_id=key_id)
        content = keyset.document(folder)
        keys = _without(content["keys"], key_id) or [_new(folder)]
        _save(folder, keys=keys, retired=_without(content.get("retired", []), key_id))
        _destroy(folder, key_id=key_id)


def _state(jwk: Jwk, *, signing: str, before: State) -> State:
    if jwk["kid"] == signing:
        return State.SIGNING
    return State.PUBLISHED if before is State.PUBLISHED else State.VERIFYING


def _key(jwk: Jwk, *, state: State, ended_at: datetime | None) -> Key:
    return Key(id=jwk["kid"], state=state, signs_from=_moment(jwk), ended_at=ended_at)


def _moment(jwk: Jwk) -> datetime | None:
    begins = keyset.begins_at(jwk)
    return datetime.fromtimestamp(begins, UTC) if begins else None


def _without(jwks: list[Jwk], key_id: str) -> list[Jwk]:
    return [jwk for jwk in jwks if jwk["kid"] != key_id]


def _new(folder: Path) -> Jwk:
    """The private half is there before anybody hears of the public one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    jwk = keyset.jwk_of(key.public_key())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write(folder / f"{jwk['kid']}.pem", pem, mode=0o600)
    return jwk


def _save(folder: Path, *, keys: list[Jwk], retired: list[Jwk]) -> None:
    content: dict[str, Any] = {"keys": keys} | ({"retired": retired} if retired else {})
    write(folder / PUBLIC_KEYS, json.dumps(content, indent=1).encode(), mode=0o644)


def _destroy(folder: Path, *, key_id: str) -> None:
    (folder / f"{key_id}.pem").unlink(missing_ok=True)
