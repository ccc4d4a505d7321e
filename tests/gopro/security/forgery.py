"""Tokens that must never pass: each is one way to lie, by its name."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from jwt.algorithms import RSAAlgorithm

SPKI = PublicFormat.SubjectPublicKeyInfo
DROP = object()
SOMEBODY = "0198c5a0-0000-7000-8000-000000000000"
ACTORS = {"sub": SOMEBODY, "act": {"sub": SOMEBODY}}  # a chain, which we never sign


class Forger:
    """Knows the ring's folder, as the issuer does, so that even signed lies can be told."""

    def __init__(self, folder: Path, *, issuer: str, audience: str, use: str) -> None:
        jwks = (folder / "jwks.json").read_bytes()
        self.jwk: dict[str, Any] = json.loads(jwks)["keys"][0]
        self.jwks = jwks
        self.kid: str = self.jwk["kid"]
        self.private = _private((folder / f"{self.kid}.pem").read_bytes())
        self.public = RSAAlgorithm.from_jwk({name: self.jwk[name] for name in ("kty", "n", "e")})
        now = int(time.time())
        self.claims: dict[str, Any] = {
            "iss": issuer,
            "aud": audience,
            "sub": str(uuid4()),
            "sid": str(uuid4()),
            "jti": str(uuid4()),
            "roles": ["admin"],
            "iat": now,
            "nbf": now,
            "exp": now + 600,
            "token_use": use,
            **({"scope": "courses:read"} if use == "personal" else {}),
        }

    def signed(self, *, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """Really signed, with these claims changed or dropped."""
        claims = {name: value for name, value in {**self.claims, **changes}.items() if value is not DROP}
        return self.signed_payload(json.dumps(claims).encode(), header=header)

    def without(self, claim: str) -> str:
        return self.signed(**dict[str, Any]({claim: DROP}))

    def signed_payload(self, payload: bytes, *, header: Mapping[str, Any] | None = None) -> str:
        headers = {name: value for name, value in {"kid": self.kid, **(header or {})}.items() if value is not DROP}
        return jwt.api_jws.encode(payload, self.private, algorithm="RS256", headers=headers)

    def hmac(self, secret: bytes, *, alg: str = "HS256", header_alg: str | None = None) -> str:
        """By hand, since PyJWT refuses to sign by HMAC with a public key."""
        head = encoded({"alg": header_alg or alg, "typ": "JWT", "kid": self.kid})
        digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
        body = f"{head}.{encoded(self.claims)}"
        return f"{body}.{b64(hmac.new(secret, body.encode(), digest).digest())}"

    def by_other_key(self, *, alg: str, key: Any, **header: Any) -> str:
        return jwt.encode(self.claims, key, algorithm=alg, headers={"kid": self.kid, **header})

    def public_pem(self) -> bytes:
        assert isinstance(self.public, rsa.RSAPublicKey)
        return self.public.public_bytes(Encoding.PEM, SPKI)

    def public_der(self) -> bytes:
        assert isinstance(self.public, rsa.RSAPublicKey)
        return self.public.public_bytes(Encoding.DER, SPKI)

    def unsigned(self, alg: Any, *, signature: str = "") -> str:
        return f"{encoded({'alg': alg, 'typ': 'JWT', 'kid': self.kid})}.{encoded(self.claims)}.{signature}"


def _private(pem: bytes) -> rsa.RSAPrivateKey:
    """Read once: checking a private key costs more than signing with it."""
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def encoded(value: Mapping[str, Any]) -> str:
    return b64(json.dumps(value).encode())


def _unsigned(forger: Forger) -> dict[str, str]:
    good = forger.signed()
    head, body, signature = good.split(".")
    lies: dict[str, str] = {
        f"alg {alg!r}": forger.unsigned(alg) for alg in ("none", "None", "NONE", "nOnE", "", None, 0)
    }
    admin = encoded({**forger.claims, "roles": ["root"]})
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    return lies | {
        "alg none with a signature": forger.unsigned("none", signature=signature),
        "alg RS256 without a signature": forger.unsigned("RS256"),
        "signature cut off": f"{head}.{body}.",
        "signature of another body": f"{head}.{admin}.{signature}",
        "signature with one letter changed": f"{head}.{body}.{flipped}",
        "signature shortened": f"{head}.{body}.{signature[:-4]}",
        "signature of zeros": f"{head}.{body}.{b64(bytes(256))}",
        "signature padded": f"{good}=",
        "signature twice": f"{good}.{signature}",
        "body twice": f"{head}.{body}.{body}.{signature}",
        "header of alg none on a good signature": f"{encoded({'alg': 'none', 'kid': forger.kid})}.{body}.{signature}",
    }


def _confused(forger: Forger) -> dict[str, str]:
    secrets: dict[str, bytes] = {
        "the public PEM": forger.public_pem(),
        "the public PEM, stripped": forger.public_pem().strip(),
        "the public DER": forger.public_der(),
        "jwks.json": forger.jwks,
        "the modulus": forger.jwk["n"].encode(),
        "the kid": forger.kid.encode(),
        "nothing": b"",
    }
    lies = {f"HS256 with {name}": forger.hmac(secret) for name, secret in secrets.items()}
    return lies | {
        "HS384 with the public PEM": forger.hmac(forger.public_pem(), alg="HS384"),
        "HS512 with the public PEM": forger.hmac(forger.public_pem(), alg="HS512"),
        "HS256 that says RS256": forger.hmac(forger.public_pem(), header_alg="RS256"),
    }


@cache
def _mine() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _other_keys(forger: Forger) -> dict[str, str]:
    mine = _mine()
    my_jwk = RSAAlgorithm.to_jwk(mine.public_key(), as_dict=True)
    curve, edwards = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    return {
        "another key under our kid": forger.by_other_key(alg="RS256", key=mine),
        "another key with its jwk inside": forger.by_other_key(alg="RS256", key=mine, jwk=my_jwk),
        "another key with its jku": forger.by_other_key(alg="RS256", key=mine, jku="https://evil.test/jwks.json"),
        "another key with its x5u": forger.by_other_key(alg="RS256", key=mine, x5u="https://evil.test/cert.pem"),
        "another key with a kid of its own": forger.by_other_key(alg="RS256", key=mine, kid="mine"),
        "ES256 under our kid": forger.by_other_key(alg="ES256", key=curve),
        "EdDSA under our kid": forger.by_other_key(alg="EdDSA", key=edwards),
        "our key as RS384": forger.by_other_key(alg="RS384", key=forger.private),
        "our key as RS512": forger.by_other_key(alg="RS512", key=forger.private),
        "our key as PS256": forger.by_other_key(alg="PS256", key=forger.private),
    }


def _headers(forger: Forger) -> dict[str, str]:
    head = {"alg": "RS256", "typ": "JWT"}
    _, body, signature = forger.signed().split(".")
    lies = {
        f"kid {kid!r}": f"{encoded({**head, 'kid': kid})}.{body}.{signature}"
        for kid in (
            "",
            "x",
            "../jwks",
            "/dev/null",
            f"{forger.kid}.pem",
            f"{forger.kid}\0",
            1,
            None,
            ["x"],
            {"x": 1},
            True,
        )
    }
    return lies | {
        "no kid": forger.signed(header={"kid": DROP}),
        "unknown critical extension": forger.signed(header={"crit": ["x"], "x": 1}),
        "unencoded payload": forger.signed(header={"b64": False, "crit": ["b64"]}),
        "header is a list": f"{b64(b'[1]')}.{body}.{signature}",
        "header is deep": f"{b64(b'[' * 1500)}.{body}.{signature}",
    }


def _claims(forger: Forger) -> dict[str, str]:
    now = int(time.time())
    lies = {f"no {claim}": forger.without(claim) for claim in forger.claims}
    lies |= {f"{claim} is null": forger.signed(**{claim: None}) for claim in forger.claims}
    changes: dict[str, tuple[Any, ...]] = {
        "iss": ("https://evil.test", "", 1, [forger.claims["iss"]], forger.claims["iss"] + "/"),
        "aud": ("other", "", 1, [forger.claims["aud"]], ["other", forger.claims["aud"]], {"x": 1}),
        "sub": ("", "1", 7, "admin", ["x"], "{" + forger.claims["sub"] + "}", forger.claims["sub"].upper() + "A"),
        "sid": ("", "1", 7, {}, "urn:uuid:" + forger.claims["sid"], forger.claims["sid"].replace("-", "")),
        "roles": ("admin", {"admin": True}, [1], [["admin"]], [None], True, 1),
        "token_use": ("refresh", "", "ACCESS", 1, ["access", "staff"], True),
        "iat": (now + 3600, "soon", [], 1e400, str(now), float(now), True),
        "nbf": (now + 3600, "soon", [], 1e400, str(now), float(now)),
        "exp": ("never", [], {}, 1e400, float("nan"), str(now + 600), now + 600.5, True, 10**30),
        "name": (1, ["x"], {"x": 1}),
        "jti": ("", "1", 7, [], forger.claims["jti"].upper() + "A", "{" + forger.claims["jti"] + "}"),
        "scope": (1, ["courses:read"], {"x": 1}, True, " ", "courses:read  users:read"),
        "grants": (1, "editor", ["editor"], {"x": ["editor"]}, {forger.claims["sub"]: "editor"}, {"": ["editor"]}),
        "amr": ("mfa", 1, [1], {"mfa": 1}, [""], True),
        "auth_time": ("now", 1.5, True, [now], 10**30, float(now)),
        "act": ("admin", 1, {}, {"sub": 1}, {"sub": "x"}, [forger.claims["sub"]], ACTORS),
        "read_only": (1, 0, "false", "", [], {}),
    }
    lies |= {
        f"{claim} is {value!r}": forger.signed(**{claim: value})
        for claim, values in changes.items()
        for value in values
    }
    return lies


def _shapes(forger: Forger) -> dict[str, str]:
    good = forger.signed()
    lies = {
        f"text {text[:20]!r}": text
        for text in ("", " ", ".", "..", "...", "a.b.c", "null", "Bearer", "é.é.é", "\0", "{}")
    }
    return lies | {
        "body is a list": forger.signed_payload(b"[]"),
        "body is text": forger.signed_payload(b'"admin"'),
        "body is no JSON": forger.signed_payload(b"admin"),
        "body is deep": forger.signed_payload(b"[" * 1500),
        "body is not UTF-8": forger.signed_payload(b"\xff\xfe"),
        "longer than any of ours": forger.signed(pad="x" * 4000),
        "a megabyte": good + "A" * 1_000_000,
        "with a space in front": f" {good}",
        "with a line behind": f"{good}\n",
        "two of them": f"{good} {good}",
    }


MAKERS: tuple[Callable[[Forger], dict[str, str]], ...] = (_unsigned, _confused, _other_keys, _headers, _claims, _shapes)


def forgeries(forger: Forger) -> dict[str, str]:
    return {name: token for make in MAKERS for name, token in make(forger).items()}
