"""Ciphertext: `enc:v1:<nonce, AES-256-GCM>[:<the data key, wrapped by the store>]`, bound to a person and a field."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gopro.security.keys.errors import Tampered

PREFIX = "enc:v1:"
NONCE_BYTES = 12
SHORTEST = NONCE_BYTES + 16  # with the tag
BITS = 256


@dataclass(frozen=True, slots=True)
class DataKey:
    """`wrapped` travels with the ciphertext where the store keeps no data keys itself."""

    secret: AESGCM = field(repr=False)
    wrapped: str = ""


def seal(text: str, *, key: DataKey, person: UUID, field: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + key.secret.encrypt(nonce, text.encode(), _bound_to(person, field))
    return PREFIX + urlsafe_b64encode(sealed).decode() + (f":{key.wrapped}" if key.wrapped else "")


def unseal(token: str, *, key: DataKey, person: UUID, field: str) -> str:
    """Raises Tampered."""
    try:
        sealed = urlsafe_b64decode(token.removeprefix(PREFIX).partition(":")[0])
        if len(sealed) < SHORTEST:
            raise Tampered("The ciphertext is cut short.")
        opened = key.secret.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(person, field))
    except (InvalidTag, ValueError) as error:
        raise Tampered(f"Not ciphertext of {person} for {field}.") from error
    return opened.decode()


def wrapped_key(token: str) -> str:
    return token.removeprefix(PREFIX).partition(":")[2]


def _bound_to(person: UUID, field: str) -> bytes:
    return f"gopro.personal:{person}:{field}".encode()
