"""Keys in the transit engine of HashiCorp Vault or OpenBao: `vault+https://host[:port]/<mount>?token_file=…[&kv=…]`.

Each person has a transit key. It wraps data keys, which travel with the ciphertext, so that the service is asked once a
person and half a minute, not once a field. Destroying the transit key makes them all unreadable. A mark in a key-value
engine (version 2, `kv`, `secret` where nothing is said) says that it was destroyed, so that no other is made.
"""

from base64 import b64decode
from collections.abc import Collection, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gopro.security.keys.cipher import BITS, DataKey
from gopro.security.keys.errors import KeyMissing, KeysUnavailable, Tampered

SCHEMES = {"vault+https": "https", "vault+http": "http"}
TIMEOUT = httpx2.Timeout(3.0, connect=1.0)
MARKS = "gopro/destroyed"

type Answer = Mapping[str, Any]


class Refused(KeysUnavailable):
    """Vault understood, and has nothing of the kind, or can't do that with what it has."""


class VaultKeys:
    def __init__(self, *, http: httpx2.Client, mount: str, kv: str, token_file: Path) -> None:
        self._http, self._mount, self._kv, self._token_file = http, mount, kv, token_file

    def current(self, person: UUID) -> DataKey | None:
        try:
            return self._new_data_key(person)
        except Refused:
            return self._new_data_key(person) if self._make(person) else None

    def opened(self, person: UUID, *, wrapped: str) -> DataKey | None:
        """Raises Tampered where the key is there and yet doesn't fit."""
        try:
            answer = self._ask("POST", f"{self._mount}/decrypt/{person}", ciphertext=wrapped)
        except Refused:
            if self.exists(person):
                raise Tampered(f"The data key is not one of {person}.") from None
            if self._is_marked(person):
                return None
            raise KeyMissing(person) from None
        return DataKey(AESGCM(b64decode(answer["plaintext"])), wrapped=wrapped)

    def found(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        """None: each ciphertext has a data key of its own."""
        return {}

    def made(self, people: Collection[UUID]) -> Mapping[UUID, DataKey | None]:
        """One by one: Vault makes a key a request."""
        return {person: self.current(person) for person in people}

    def destroy(self, person: UUID, *, reason: str) -> None:
        """First the mark, so that whoever makes one meanwhile sees it, then the key. The first reason stays."""
        if not self._is_marked(person):
            self._ask("POST", f"{self._kv}/data/{MARKS}/{person}", data={"reason": reason})
        self._delete(person)

    def exists(self, person: UUID) -> bool:
        try:
            self._ask("GET", f"{self._mount}/keys/{person}")
        except Refused:
            return False
        return True

    def answers(self) -> None:
        self._ask("GET", "auth/token/lookup-self")

    def _new_data_key(self, person: UUID) -> DataKey:
        answer = self._ask("POST", f"{self._mount}/datakey/plaintext/{person}", bits=BITS)
        return DataKey(AESGCM(b64decode(answer["plaintext"])), wrapped=answer["ciphertext"])

    def _make(self, person: UUID) -> bool:
        """Unless it was destroyed, be it only just now."""
        if self._is_marked(person):
            return False
        self._ask("POST", f"{self._mount}/keys/{person}", type="aes256-gcm96")
        if self._is_marked(person):
            self._delete(person)
            return False
        return True

    def _is_marked(self, person: UUID) -> bool:
        try:
            self._ask("GET", f"{self._kv}/data/{MARKS}/{person}")
        except Refused:
            return False
        return True

    def _delete(self, person: UUID) -> None:
        if self.exists(person):
            self._ask("POST", f"{self._mount}/keys/{person}/config", deletion_allowed=True)
            self._ask("DELETE", f"{self._mount}/keys/{person}")

    def _ask(self, method: str, path: str, **body: Any) -> Answer:
        """Vault's `data`. Raises Refused; and KeysUnavailable, its why noted, where nothing follows from the answer."""
        try:
            token = self._token_file.read_text().strip()  # read anew: an agent renews it
            headers = {"X-Vault-Token": token, "X-Vault-Request": "true"}
            answer = self._http.request(method, f"/v1/{path}", headers=headers, json=body or None)
        except (httpx2.HTTPError, OSError) as error:
            raise KeysUnavailable(f"{method} {path}: {type(error).__name__}") from error
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
            raise Refused(f"{method} {path}: {answer.status_code}")
        if not answer.is_success:
            raise KeysUnavailable(f"{method} {path}: Vault answered {answer.status_code}")
        return _data(answer)


def _data(answer: httpx2.Response) -> Answer:
    if answer.status_code == HTTPStatus.NO_CONTENT:
        return {}
    try:
        data = answer.json().get("data")
    except (ValueError, AttributeError):
        raise KeysUnavailable("what answered is no Vault") from None
    return data if isinstance(data, dict) else {}


def connect(url: str) -> VaultKeys:
    """Raises SystemExit with what is wrong with the URL: nothing works without keys."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mount = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not parts.netloc or not mount or not options.get("token_file"):
        raise SystemExit("KEYS_URL must be like vault+https://vault.example:8200/transit?token_file=/run/vault-token.")
    http = httpx2.Client(base_url=f"{SCHEMES[parts.scheme]}://{parts.netloc}", timeout=TIMEOUT, trust_env=False)
    kv = options.get("kv", "secret")
    return VaultKeys(http=http, mount=mount, kv=kv, token_file=Path(options["token_file"]))
