"""A passkey in software: what a browser and a device would answer, and what liars would."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost:8080"
SITE = "localhost"


@dataclass(kw_only=True)
class Authenticator:
    """Holds one key. `count` is None for devices that don't count."""

    origin: str = ORIGIN
    site: str = SITE
    verifies_user: bool = True
    in_frame: bool = False
    count: int | None = 0
    user_handle: bytes | None = None
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """`navigator.credentials.create`, as JSON."""
        self.user_handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        made = AttestationObject.create("none", self._data(FLAG.AT, credential=data), {})
        response = {
            "clientDataJSON": websafe_encode(self._client_data("webauthn.create", options)),
            "attestationObject": websafe_encode(made),
            "transports": ["internal", "telepathy"],
        }
        return self._answer(response)

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """`navigator.credentials.get`, as JSON."""
        if self.count is not None:
            self.count += 1
        data, told = self._data(FLAG(0)), self._client_data("webauthn.get", options)
        signature = self.key.sign(data + told.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(told),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.user_handle) if self.user_handle else None,
        }
        return self._answer(response)

    def like(self, **changes: Any) -> "Authenticator":
        """The same key, otherwise."""
        return replace(self, **changes)

    def _data(self, flags: FLAG, *, credential: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags |= FLAG.UP | (FLAG.UV if self.verifies_user else FLAG(0))
        site = sha256(self.site.encode()).digest()
        made: AuthenticatorData = AuthenticatorData.create(site, flags, self.count or 0, credential or b"")
        return made

    def _client_data(self, kind: str, options: Mapping[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, options["challenge"], self.origin, cross_origin=self.in_frame)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        credential_id = websafe_encode(self.credential_id)
        return {
            "id": credential_id,
            "rawId": credential_id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
