"""The key ring: signs where the private keys are, verifies wherever the public ones are."""

import json
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from gopro.errors import Unavailable
from gopro.security.tokens import claims, keyset
from gopro.security.tokens.claims import REQUIRED, Claims
from gopro.security.tokens.errors import TokenExpired, TokenInvalid
from gopro.security.tokens.keyset import ALGORITHM, PUBLIC_KEYS, KeySet
from gopro.security.tokens.terms import NO_TERMS, Terms
from gopro.security.tokens.uses import Use

JWT = "JWT"
STATEMENT = "statement+jws"  # the type of what is signed and is no token, whatever it says
LEEWAY = timedelta(seconds=5)
LONGEST = 4096  # characters, as much as a cookie holds; ours have about 800
MALFORMED = (jwt.PyJWTError, LookupError, ValueError, TypeError, OverflowError, OSError)


class KeyRing:
    """Signs with the folder's newest key that is due, verifies with any public one; a changed file is read again."""

    def __init__(self, folder: Path, *, issuer: str) -> None:
        self.folder = folder
        self.issuer = issuer
        self._stamp = (0, 0, 0)
        self._keys = KeySet()
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
        terms: Terms = NO_TERMS,
    ) -> str:
        """A token from now on, for as long as `lifetime`."""
        said = claims.told(
            user_id=user_id, session_id=session_id, roles=roles, use=use, lifetime=lifetime, name=name, terms=terms
        )
        key_id = self._signing_id()
        payload = {"iss": self.issuer} | said
        headers = {"kid": key_id, "typ": JWT}
        token = jwt.encode(payload, self._private_key(key_id), algorithm=ALGORITHM, headers=headers)
        if len(token) > LONGEST:
            raise ValueError(f"A token of {len(token)} characters would be refused; it has too many grants.")
        return token

    def verify(self, token: str, *, use: Use = Use.ACCESS) -> Claims:
        """What the token says. Raises TokenExpired, or TokenInvalid for whatever else is wrong with it."""
        if not isinstance(token, str) or len(token) > LONGEST:
            raise TokenInvalid
        keys = self._current().public
        try:
            header = jwt.get_unverified_header(token)
            if header["typ"] != JWT:
                raise TokenInvalid
            payload = jwt.decode(
                token,
                keys[header["kid"]],
                algorithms=[ALGORITHM],
                audience=use.audience,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": list(REQUIRED), "strict_aud": True},
            )
            return claims.checked(payload, use=use)
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except MALFORMED:
            raise TokenInvalid from None

    def attest(self, statement: Mapping[str, Any]) -> str:
        """A signed statement (JWS) that stays true: it is no token, and neither passes for the other."""
        key_id = self._signing_id()
        headers = {"kid": key_id, "typ": STATEMENT}
        body = json.dumps(statement, sort_keys=True).encode()
        return jwt.PyJWS().encode(body, self._private_key(key_id), algorithm=ALGORITHM, headers=headers)

    def attested(self, jws: str) -> Mapping[str, Any]:
        """What a statement of ours says, be its key retired. Raises TokenInvalid."""
        current = self._current()
        try:
            headers = jwt.get_unverified_header(jws)
            key = {**current.retired, **current.public}[headers["kid"]]
            statement = json.loads(jwt.PyJWS().decode(jws, key, algorithms=[ALGORITHM]))
        except MALFORMED:
            raise TokenInvalid from None
        if headers.get("typ") != STATEMENT or not isinstance(statement, dict):
            raise TokenInvalid
        return statement

    def public_jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set to publish."""
        self._current()
        return keyset.document(self.folder)

    def _signing_id(self) -> str:
        return self._current().signing_id(now=time.time())

    def _current(self) -> KeySet:
        """The keys as the file has them now: one `stat` a call, so that a rotation needs no restart."""
        try:
            state = (self.folder / PUBLIC_KEYS).stat()
            stamp = (state.st_mtime_ns, state.st_ino, state.st_size)
            if stamp != self._stamp:
                self._keys, self._stamp = keyset.read(self.folder), stamp
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
