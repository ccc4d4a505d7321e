"""Log-ins by providers, attacked by the provider: forged tokens, odd answers, addresses of the inside."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hmac import digest
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from apps.users.models import User
from apps.users.services.oauth import discovery
from gopro import http
from tests.apps.users.oauth import KEY, Asked, Reply, ScriptedOpenID
from tests.attacks.conftest import Tally
from tests.attacks.oauth import START, TOKEN, begun, called_back, is_in, logged_in, redeemed
from tests.provisioning import openid

STRANGER = RSAKey.generate_key(2048, {"kid": "first"})


def answering(body: object) -> Callable[[Asked], Reply]:
    return lambda _: (200, body)


def slow(_: Asked) -> Reply:
    time.sleep(0.8)
    return 200, {}


def test_what_holds_is_let_in(campus: ScriptedOpenID):
    """Or else the attacks below would prove nothing."""
    assert logged_in(campus).status_code == 200
    assert logged_in(campus, aud=[openid.client_id("campus")], azp=openid.client_id("campus")).status_code == 200


def forged(provider: ScriptedOpenID, header: dict[str, Any], key: Any, *algorithms: str) -> str:
    return jws.serialize_compact(header, json.dumps(provider.claims), key, algorithms=list(algorithms))


def by_secret(provider: ScriptedOpenID, header: dict[str, Any], secret: bytes) -> str:
    """HMAC with what everybody knows, which no library signs with."""
    signed = f"{part(header)}.{part(provider.claims)}"
    return f"{signed}.{urlsafe_b64encode(digest(secret, signed.encode(), 'sha256')).rstrip(b'=').decode()}"


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def spoilt(token: str) -> list[str]:
    """A token that holds, and what becomes of it under somebody's hands."""
    header, payload, signature = token.split(".")
    other = part({"sub": "somebody-else"})
    return [
        f"{header}.{other}.{signature}",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        f"{header}.{payload}.{signature[:-8]}",
        f"{header}.{payload}.{signature}.{signature}",
        f"{header}..{signature}",
        f".{payload}.{signature}",
        f"{part({'alg': 'none'})}.{payload}.",
        f"{part({'alg': 'None'})}.{payload}.",
        f"{part({'alg': 'NONE', 'kid': 'first'})}.{payload}.{signature}",
        f"{part({'kid': 'first'})}.{payload}.{signature}",
        f"{part({'alg': 'RS256', 'kid': 'first', 'crit': ['x'], 'x': 1})}.{payload}.{signature}",
        f"{part({'alg': 'RS256', 'kid': ['first']})}.{payload}.{signature}",
        f"{part({'alg': ['RS256'], 'kid': 'first'})}.{payload}.{signature}",
        f"{part([])}.{payload}.{signature}",
        f"{header}.{part([1])}.{signature}",
        f"{'A' * 40_000}.{payload}.{signature}",
        "",
        "..",
        "null",
        "\x00",
        token.replace(".", ". "),
        f"{header}.{urlsafe_b64encode(b'[' * 20_000).decode()}.{signature}",
    ]


def signed_otherwise(provider: ScriptedOpenID) -> list[str]:
    """Whole tokens by keys and methods that aren't the provider's."""
    curve = ECKey.generate_key("P-256", {"kid": "first"})
    injected = STRANGER.as_dict(private=False)
    rsa = {"alg": "RS256", "kid": "first"}
    return [
        by_secret(provider, {"alg": "HS256", "kid": "first"}, KEY.as_pem(private=False)),
        by_secret(provider, {"alg": "HS256"}, KEY.as_pem(private=False)),
        by_secret(provider, {"alg": "HS256"}, openid.SECRET.encode()),
        by_secret(provider, {"alg": "HS256"}, b""),
        forged(provider, rsa, STRANGER, "RS256"),
        forged(provider, {"alg": "RS256"}, STRANGER, "RS256"),
        forged(provider, rsa | {"jwk": injected}, STRANGER, "RS256"),
        forged(provider, rsa | {"jku": "http://127.0.0.1:9/jwks"}, STRANGER, "RS256"),
        forged(provider, rsa | {"x5u": "http://127.0.0.1:9/cert"}, STRANGER, "RS256"),
        forged(provider, {"alg": "RS256", "kid": "another"}, STRANGER, "RS256"),
        forged(provider, {"alg": "RS256", "kid": "../../first"}, STRANGER, "RS256"),
        forged(provider, {"alg": "RS256", "kid": "first' OR '1"}, STRANGER, "RS256"),
        forged(provider, {"alg": "ES256", "kid": "first"}, curve, "ES256"),
    ]


def test_forged_id_tokens(campus: ScriptedOpenID, tally: Tally):
    client = APIClient()
    campus.says(nonce="for the number of them alone")
    kinds = len(spoilt(campus.id_token())) + len(signed_otherwise(campus))
    accepted = 0
    for number in range(kinds):
        asked = begun(client)
        campus.says(nonce=asked["nonce"])
        token = [*spoilt(campus.id_token()), *signed_otherwise(campus)][number]
        campus.replies["/token"] = answering({"access_token": "at", "id_token": token})
        answer = redeemed(client, campus, state=asked["state"])
        accepted += is_in(answer)
        assert answer.status_code in {401, 503}, (number, answer.content)
    assert not User.objects.exists()
    tally("OAuth: forged ID tokens", tried=kinds, accepted=accepted)


NOW = int(time.time())
WRONG_CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://evil.example"},
    {"iss": ...},
    {"iss": ["https://evil.example"]},
    {"iss": None},
    {"aud": "another-client"},
    {"aud": ...},
    {"aud": []},
    {"aud": 7},
    {"aud": ["another-client"]},
    {"aud": [openid.client_id("campus"), "another-client"]},
    {"aud": [openid.client_id("campus"), "another-client"], "azp": "another-client"},
    {"azp": "another-client"},
    {"exp": NOW - 3600},
    {"exp": ...},
    {"exp": "tomorrow"},
    {"exp": None},
    {"exp": []},
    {"iat": NOW + 3600},
    {"iat": ...},
    {"iat": "now"},
    {"nbf": NOW + 3600},
    {"nonce": ...},
    {"nonce": "of-another-log-in"},
    {"nonce": ""},
    {"nonce": None},
    {"nonce": []},
    {"nonce": {"$ne": ""}},
    {"nonce": True},
    {"sub": ...},
    {"sub": ""},
    {"sub": None},
    {"sub": 1},
    {"sub": True},
    {"sub": ["ana-at-campus"]},
    {"sub": "x" * 256},
    {"sub": "ana\nbo"},
    {"sub": "ana\x00"},
    {"sub": "аna"},
    {"at_hash": "AAAA"},
    {"at_hash": 1},
    {"email": ["ana@example.org"]},
    {"email": {"value": "ana@example.org"}},
    {"email_verified": "yes"},
    {"email_verified": [True]},
]


def test_claims_of_another_log_in_or_of_another_kind(campus: ScriptedOpenID, tally: Tally):
    answers = [logged_in(campus, **claims) for claims in WRONG_CLAIMS]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["code"] for answer in answers} == {"provider_refused"}
    assert not User.objects.exists()
    tally("OAuth: wrong claims in ID tokens", tried=len(answers), accepted=sum(map(is_in, answers)))


def test_a_provider_that_answers_oddly(
    campus: ScriptedOpenID, tally: Tally, monkeypatch: pytest.MonkeyPatch, settings: Settings
):
    """Redirects, sizes, slowness, wrong types: a refusal each, and nothing of the inside is asked."""
    inside = ScriptedOpenID()
    moved: Reply = (302, {}, {"Location": f"{inside.issuer}/token"})
    odd: list[Callable[[Asked], Reply]] = [
        lambda _: moved,
        lambda _: (307, {}, {"Location": f"{inside.issuer}/token"}),
        lambda _: (200, b"x" * 2_000_000),
        lambda _: (200, b"[" * 100_000),
        lambda _: (200, b"\xff\xfe"),
        lambda _: (200, b""),
        lambda _: (200, []),
        lambda _: (200, None),
        lambda _: (200, {"keys": "x", "access_token": 7, "id_token": 7}),
        lambda _: (200, {"keys": [1], "access_token": "at\r\nX: 1", "id_token": "a.b.c"}),
        lambda _: (200, {"keys": [], "access_token": ""}),
        lambda _: (200, {"keys": [{"kty": "oct", "k": "AAAA"}], "error": "invalid_grant"}),
        lambda _: (200, {"keys": [{"kty": "RSA", "n": "!", "e": "!"}], "error": ["x"]}),
        lambda _: (400, {"error": "invalid_grant", "error_description": "<script>"}),
        lambda _: (200, campus.document() | {"issuer": "https://evil.example"}),
        lambda _: (200, campus.document() | {"issuer": f"{campus.issuer}/"}),
        lambda _: (500, b"<html>"),
        slow,
    ]
    right, answers = dict(campus.replies), []
    for path in ("/token", "/jwks", "/.well-known/openid-configuration"):
        for reply in odd:
            campus.replies, client = dict(right), APIClient()
            discovery.documents.clear()
            discovery.key_sets.clear()
            asked = begun(client)
            campus.says(nonce=asked["nonce"])
            assert called_back(client, campus, state=asked["state"]).status_code == 303
            campus.replies[path] = reply
            if "openid" in path:
                discovery.documents.clear()
            with monkeypatch.context() as patience:
                patience.setattr(http, "WHOLE_SECONDS", 0.3 if reply is slow else http.WHOLE_SECONDS)
                answers.append(client.post(TOKEN, {"code": "a-code", "state": asked["state"]}))
    inside.close()
    assert {answer.status_code for answer in answers} <= {401, 503}
    assert inside.asked == []
    assert not User.objects.exists()
    tally("OAuth: odd answers of a provider", tried=len(answers), accepted=sum(map(is_in, answers)))


def test_a_provider_that_points_inside(campus: ScriptedOpenID, tally: Tally, settings: Settings):
    """Neither our server nor the browser goes where a discovery document of somebody's leads."""
    inside = ScriptedOpenID()
    places = [
        f"{inside.issuer}/token", "http://169.254.169.254/latest/meta-data/", "http://[::1]:80/", "http://10.0.0.1/",
        "https://127.0.0.1:1/", "https://localhost:1/", "https://[::ffff:127.0.0.1]:1/", "https://0.0.0.0:1/",
        "https://[fe80::1]:1/", "https://[64:ff9b::7f00:1]:1/", "https://[2002:7f00:1::]:1/", "https://192.168.0.1:1/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "https://user@127.0.0.1:1/", "//127.0.0.1/",
        "https://2130706433:1/", "https://0x7f.1:1/", "", "https://", "https://[", "https://example.org\\@127.0.0.1/",
        "http://example.org/", f"{campus.issuer}@127.0.0.1:1/", "https://224.0.0.1:1/", "data:text/html,x",
    ]  # fmt: skip
    answers = []
    for place in places:
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            discovery.documents.clear()
            discovery.key_sets.clear()
            document = campus.document() | {name: place}
            client = APIClient()
            asked = begun(client)
            campus.says(nonce=asked["nonce"])
            assert called_back(client, campus, state=asked["state"]).status_code == 303
            campus.replies["/.well-known/openid-configuration"] = answering(document)
            discovery.documents.clear()
            led = client.get(START) if name == "authorization_endpoint" else None
            if led is not None and led.status_code == 303:
                assert led["Location"].startswith("https://")
                assert name == "authorization_endpoint"
            elif led is None:
                answers.append(client.post(TOKEN, {"code": "a-code", "state": asked["state"]}))
            campus.replies["/.well-known/openid-configuration"] = lambda _: (200, campus.document())
    settings.HTTP_INSIDE = ()
    discovery.documents.clear()
    answers.append(APIClient().get(START))
    inside.close()
    assert inside.asked == []
    assert {answer.status_code for answer in answers} <= {401, 503}
    tally("OAuth: providers that point inside", tried=len(answers), accepted=sum(map(is_in, answers)))
