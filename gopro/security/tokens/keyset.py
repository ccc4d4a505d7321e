"""The public half of the ring: `jwks.json`, a JSON Web Key Set (RFC 7517), newest key first.

A key may say `iat`, when it was made, and `nbf`, from when it signs: until then it is only published, so that whoever
keeps a copy of the set knows it before the first token of it comes. Under `retired` stand keys whose tokens have all
expired: statements of theirs hold, tokens don't.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

ALGORITHM = "RS256"  # the cheapest to verify, which every request does; signing is done once in ten minutes
PUBLIC_KEYS = "jwks.json"

type Jwk = dict[str, Any]
type PublicKeys = Mapping[str, rsa.RSAPublicKey]


@dataclass(frozen=True, slots=True)
class KeySet:
    """One state of the file. All of its keys verify; the first whose time has come signs."""

    public: PublicKeys = field(default_factory=dict)
    retired: PublicKeys = field(default_factory=dict)
    signs_from: Mapping[str, int] = field(default_factory=dict)

    def signing_id(self, *, now: float) -> str:
        """The oldest, where none has begun: the key that signed before was taken away."""
        return next((key_id for key_id, begins in self.signs_from.items() if begins <= now), list(self.public)[-1])


def read(folder: Path) -> KeySet:
    content = document(folder)
    return KeySet(
        public=_public(content["keys"]),
        retired=_public(content.get("retired", [])),
        signs_from={jwk["kid"]: begins_at(jwk) for jwk in content["keys"]},
    )


def document(folder: Path) -> dict[str, Any]:
    """The file as it is."""
    found: dict[str, Any] = json.loads((folder / PUBLIC_KEYS).read_bytes())
    return found


def begins_at(jwk: Mapping[str, Any]) -> int:
    return int(jwk.get("nbf", 0))


def jwk_of(key: rsa.RSAPublicKey) -> Jwk:
    numbers = RSAAlgorithm.to_jwk(key, as_dict=True)
    n, e = numbers["n"], numbers["e"]
    return {"kty": "RSA", "kid": _thumbprint(n=n, e=e), "use": "sig", "alg": ALGORITHM, "n": n, "e": e}


def _public(jwks: list[Jwk]) -> dict[str, rsa.RSAPublicKey]:
    found: dict[str, rsa.RSAPublicKey] = {}
    for jwk in jwks:
        key = RSAAlgorithm.from_jwk({"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"]})
        if isinstance(key, rsa.RSAPublicKey):
            found[jwk["kid"]] = key
    return found


def _thumbprint(*, n: str, e: str) -> str:
    """RFC 7638: a name that follows from the key."""
    canonical = json.dumps({"e": e, "kty": "RSA", "n": n}, separators=(",", ":"), sort_keys=True)
    return base64url_encode(sha256(canonical.encode()).digest()).decode()
