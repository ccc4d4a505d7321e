"""Signed tokens: a key ring on disk, private keys where they are issued, public keys wherever they are checked."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from gopro.errors import Unauthenticated, Unavailable
from gopro.security.private_files import locked, write

ALGORITHM = "RS256"  # the cheapest to verify, which every request does; signing is done once in ten minutes
KEY_BITS = 2048
STATEMENT = "statement+jws"  # the type of what is signed and is no token
LEEWAY = timedelta(seconds=5)
LONGEST = 4096  # characters; ours have about 800
PUBLIC_KEYS = "jwks.json"
REQUIRED = ("iss", "aud", "sub", "sid", "iat", "nbf", "exp", "roles", "token_use")


class TokenInvalid(Unauthenticated):
    """Not a token of ours, or not for this use."""

    code = "token_invalid"
    title = "The token doesn't hold; sign in again"


class TokenExpired(Unauthenticated):
    """It was ours; its time is over."""

    code = "token_expired"
    title = "The token has expired; refresh it or sign in again"


class Use(StrEnum):
    """What a token is good for; each has its own audience, so that neither passes for the other."""

    ACCESS = "access"
    STAFF = "staff"

    @property
    def audience(self) -> str:
        return "gopro" if self is Use.ACCESS else "staff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What a verified token says."""

    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    name: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Keys:
    """One state of `jwks.json`. Its first key signs, all of them verify."""

    stamp: tuple[int, int, int]
    public: Mapping[str, rsa.RSAPublicKey]

    @property
    def signing_id(self) -> str:
        return next(iter(self.public))


class KeyRing:
    """Signs with the folder's newest key, verifies with any public one; a changed file is read again."""

    def __init__(self, folder: Path, *, issuer: str) -> None:
        self.folder = folder
        self.issuer = issuer
        self._keys = _Keys((0, 0, 0), {})
        self._private: dict[str, rsa.RSAPrivateKey] = {}

    def sign(
        self,
        *,
        user_id: UUID,
        session_id: UUID,
        roles: Iterable[str],
        use: Use,
        lifetime: timedelta,
        name: str = "",
    ) -> str:
        """A token from now on, for as long as `lifetime`."""
        who = {"sub": str(user_id), "sid": str(session_id), "roles": sorted(roles)} | ({"name": name} if name else {})
        what = {"iss": self.issuer, "aud": use.audience, "token_use": use.value}
        key_id = self._current().signing_id
        return jwt.encode(
            who | what | _span(lifetime), self._private_key(key_id), algorithm=ALGORITHM, headers={"kid": key_id}
        )

    def verify(self, token: str, *, use: Use = Use.ACCESS) -> Claims:
        """What the token says. Raises TokenExpired, or TokenInvalid for whatever else is wrong with it."""
        if not isinstance(token, str) or len(token) > LONGEST:
            raise TokenInvalid
        keys = self._current().public
        try:
            payload = jwt.decode(
                token,
                keys[jwt.get_unverified_header(token)["kid"]],
                algorithms=[ALGORITHM],
                audience=use.audience,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": list(REQUIRED), "strict_aud": True},
            )
            return _claims(payload, use=use)
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except (jwt.PyJWTError, LookupError, ValueError, TypeError, OverflowError):
            raise TokenInvalid from None

    def attest(self, statement: Mapping[str, Any]) -> str:
        """A signed statement (JWS) that stays true: it is no token, and neither passes for the other."""
        key_id = self._current().signing_id
        headers = {"kid": key_id, "typ": STATEMENT}
        body = json.dumps(statement, sort_keys=True).encode()
        return jwt.PyJWS().encode(body, self._private_key(key_id), algorithm=ALGORITHM, headers=headers)

    def attested(self, jws: str) -> Mapping[str, Any]:
        """What a statement of ours says. Raises TokenInvalid."""
        keys = self._current().public
        try:
            headers = jwt.get_unverified_header(jws)
            body = jwt.PyJWS().decode(jws, keys[headers["kid"]], algorithms=[ALGORITHM])
            statement = json.loads(body)
        except (jwt.PyJWTError, LookupError, ValueError, TypeError):
            raise TokenInvalid from None
        if headers.get("typ") != STATEMENT or not isinstance(statement, dict):
            raise TokenInvalid
        return statement

    def public_jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set to publish."""
        self._current()
        found: dict[str, Any] = json.loads((self.folder / PUBLIC_KEYS).read_bytes())
        return found

    def _current(self) -> _Keys:
        """The keys as the file has them now: one `stat` a call, so that a rotation needs no restart."""
        try:
            state = (self.folder / PUBLIC_KEYS).stat()
            stamp = (state.st_mtime_ns, state.st_ino, state.st_size)
            if stamp != self._keys.stamp:
                self._keys = _Keys(stamp, _public_keys(self.folder))
        except FileNotFoundError:
            raise Unavailable(f"There are no keys in {self.folder.name}/ yet, so no token can be checked.") from None
        return self._keys

    def _private_key(self, key_id: str) -> rsa.RSAPrivateKey:
        if key_id not in self._private:
            pem = (self.folder / f"{key_id}.pem").read_bytes()
            key = load_pem_private_key(pem, password=None)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise TypeError(f"{key_id}.pem is no RSA key")
            self._private[key_id] = key
        return self._private[key_id]


def generate(folder: Path) -> None:
    """Make the folder's first key, unless it has one. Safe to call from several processes at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(folder):
        if (folder / PUBLIC_KEYS).exists():
            return
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        key_id = _thumbprint(jwk)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write(folder / f"{key_id}.pem", pem, mode=0o600)
        published = {"kty": "RSA", "kid": key_id, "use": "sig", "alg": ALGORITHM, "n": jwk["n"], "e": jwk["e"]}
        write(folder / PUBLIC_KEYS, json.dumps({"keys": [published]}, indent=1).encode(), mode=0o644)


def _public_keys(folder: Path) -> dict[str, rsa.RSAPublicKey]:
    found: dict[str, rsa.RSAPublicKey] = {}
    for jwk in json.loads((folder / PUBLIC_KEYS).read_bytes())["keys"]:
        key = RSAAlgorithm.from_jwk({"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"]})
        if isinstance(key, rsa.RSAPublicKey):
            found[jwk["kid"]] = key
    return found


def _claims(payload: Mapping[str, Any], *, use: Use) -> Claims:
    """Types are checked, too: a signed token of another program of the house must not pass by luck."""
    roles, name = payload["roles"], payload.get("name", "")
    times = [payload[claim] for claim in ("iat", "nbf", "exp")]
    if (
        payload["token_use"] != use.value
        or not isinstance(roles, list)
        or not all(isinstance(role, str) for role in roles)
        or not isinstance(name, str)
        or not all(type(moment) is int for moment in times)
    ):
        raise TokenInvalid
    return Claims(
        user_id=_uuid(payload["sub"]),
        session_id=_uuid(payload["sid"]),
        roles=frozenset(roles),
        name=name,
        issued_at=datetime.fromtimestamp(payload["iat"], UTC),
        expires_at=datetime.fromtimestamp(payload["exp"], UTC),
    )


def _uuid(text: str) -> UUID:
    """Only the canonical form: braces, urn: and bare digits are other spellings of the same person."""
    if not isinstance(text, str) or str(found := UUID(text)) != text:
        raise TokenInvalid
    return found


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    """RFC 7638: a name that follows from the key."""
    canonical = json.dumps({"e": jwk["e"], "kty": "RSA", "n": jwk["n"]}, separators=(",", ":"), sort_keys=True)
    return base64url_encode(sha256(canonical.encode()).digest()).decode()


def _span(lifetime: timedelta) -> dict[str, int]:
    now = int(time.time())
    return {"iat": now, "nbf": now, "exp": now + int(lifetime.total_seconds())}
