"""Master keys, which wrap people's keys: a file beside the database and never in it, the same for all processes.

After a rotation the former key stays until nothing is wrapped by it; when it goes, so does whatever an old copy of the
database could tell of keys destroyed since.
"""

import json
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gopro.security.keys.cipher import BITS, NONCE_BYTES
from gopro.security.keys.errors import KeysUnavailable, Tampered
from gopro.security.private_files import locked, write

FILE = "personal.json"


class NoMaster(KeysUnavailable):
    """A master key is not in the file, or the file is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Master:
    secret: bytes = field(repr=False)
    made_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """What the file says."""

    current: str
    keys: Mapping[str, Master]

    def wrap(self, key: bytes, *, person: UUID) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.keys[self.current].secret).encrypt(nonce, key, person.bytes)

    def unwrap(self, wrapped: bytes, *, master: str, person: UUID) -> bytes:
        """Raises Tampered where it is another person's, or another master key's."""
        try:
            nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return AESGCM(self.keys[master].secret).decrypt(nonce, sealed, person.bytes)
        except InvalidTag as error:
            raise Tampered(f"The key of {person} is not as it was wrapped.") from error

    def with_new(self) -> "Ring":
        name = secrets.token_hex(8)
        made = Master(secret=AESGCM.generate_key(bit_length=BITS), made_at=time.time())
        return Ring(current=name, keys={**self.keys, name: made})

    def without(self, names: set[str]) -> "Ring":
        return replace(self, keys={name: key for name, key in self.keys.items() if name not in names})


class Masters:
    """The file, read when it is first needed and whenever a key isn't in what was read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._ring: Ring | None = None

    def with_key(self, name: str) -> Ring:
        """Raises NoMaster."""
        ring = self._ring if self._ring and name in self._ring.keys else self.read()
        if name not in ring.keys:
            raise NoMaster(f"The master key {name} is not in {self.path}.")
        return ring

    def read(self) -> Ring:
        """Raises NoMaster."""
        try:
            told = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            raise NoMaster(f"There is no {self.path}: run `manage.py personal_keys init`.") from None
        keys = {
            name: Master(secret=b64decode(key["secret"]), made_at=key["made_at"]) for name, key in told["keys"].items()
        }
        self._ring = Ring(current=told["current"], keys=keys)
        return self._ring

    def write(self, ring: Ring) -> None:
        keys = {
            name: {"secret": b64encode(key.secret).decode(), "made_at": key.made_at} for name, key in ring.keys.items()
        }
        write(self.path, json.dumps({"current": ring.current, "keys": keys}).encode(), mode=0o600)
        self._ring = ring

    def ensure(self) -> bool:
        """Make the first one; answers whether there was none."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self.path.parent):
            if self.path.exists():
                return False
            self.write(Ring(current="", keys={}).with_new())
            return True

    def rotate(self) -> Ring:
        with locked(self.path.parent):
            self.write(self.read().with_new())
        return self.read()

    def retire(self, names: set[str]) -> None:
        with locked(self.path.parent):
            self.write(self.read().without(names))


@cache
def masters(folder: Path) -> Masters:
    return Masters(folder)
