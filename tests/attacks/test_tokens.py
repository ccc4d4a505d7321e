"""Forged, stolen, crossed and stale tokens at every door that takes one: none opens."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from apps.notifications.live import PROTOCOL
from apps.users.models import User
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.security.keys import masters
from gopro.security.ring import PERSONAL_PREFIX, ring
from gopro.security.tokens import NO_TERMS, Terms, Use, generate, rotation
from gopro.staff.cookies import NAME as COOKIE
from tests.apps.notifications.sockets import Socket
from tests.apps.users.factories import UserFactory, signed_in
from tests.attacks.conftest import Tally
from tests.gopro.security.forgery import Forger, b64, encoded, forgeries

AT_LEAST = 200
ME = "/api/v1/users/me"
SCOPED = Terms(scopes=frozenset({"users:read", "notifications:read"}))
PORTION = 20  # sockets that are open at once

type Attempts = Mapping[str, str]
type Opens = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Victim:
    """An admin, who is worth it, and a key that was theirs."""

    user: User
    stolen_key: bytes
    retired_id: str

    def forger(self, use: Use) -> Forger:
        found = Forger(ring().folder, issuer=ring().issuer, audience=use.audience, use=use.value)
        found.claims |= {"sub": str(self.user.pk), **({"scope": "users:read"} if use is Use.PERSONAL else {})}
        return found

    def token(self, use: Use, *, session_id: UUID | None = None, lifetime: timedelta = timedelta(minutes=5)) -> str:
        return ring().sign(
            user_id=self.user.pk,
            session_id=session_id or uuid7(),
            roles=self.user.all_roles,
            use=use,
            lifetime=lifetime,
            terms=SCOPED if use is Use.PERSONAL else NO_TERMS,
        )


@pytest.fixture
def victim(db: None, settings: Settings, tmp_path: Path) -> Iterator[Victim]:
    """In a house of its own, whose first key was retired, and taken by somebody before."""
    settings.KEY_FOLDER = tmp_path / "keys"
    ring.cache_clear()
    generate(settings.KEY_FOLDER)
    masters.masters(settings.KEY_FOLDER).ensure()
    [first] = rotation.keys_of(settings.KEY_FOLDER)
    stolen = (settings.KEY_FOLDER / f"{first.id}.pem").read_bytes()
    with time_machine.travel(datetime.now(UTC) - timedelta(days=2)):
        rotation.rotate(settings.KEY_FOLDER)
    rotation.retire(settings.KEY_FOLDER, key_id=first.id, longest=None)
    yield Victim(user=UserFactory(roles=["admin"]), stolen_key=stolen, retired_id=first.id)
    ring.cache_clear()


def attempts_at(victim: Victim, use: Use) -> dict[str, str]:
    """All that is known to have fooled somebody's verifier, and what is good elsewhere."""
    forger = victim.forger(use)
    good = victim.token(use)
    ours = {**_altered(good), **_crossed(victim, use=use)}
    tried = {**forgeries(forger), **_stolen(victim, forger=forger), **ours}
    return {name: token for name, token in tried.items() if token.strip() != forger.signed()}


def _stolen(victim: Victim, *, forger: Forger) -> Attempts:
    """By the key that was retired, under its own name and under the present one's."""
    jwks_url = "https://evil.test/.well-known/jwks.json"
    headers = {
        "its kid": {"kid": victim.retired_id},
        "our kid": {"kid": forger.kid},
        "its kid and jku": {"kid": victim.retired_id, "jku": jwks_url},
        "its kid as a path": {"kid": f"../keys/{victim.retired_id}"},
        "its kid as a file": {"kid": f"{victim.retired_id}.pem"},
        "the type of a statement": {"kid": victim.retired_id, "typ": "statement+jws"},
    }
    return {
        f"retired key, {name}": jwt.encode(forger.claims, victim.stolen_key, algorithm="RS256", headers=header)
        for name, header in headers.items()
    }


def _altered(good: str) -> Attempts:
    """A real token, touched: cut at each place, each part exchanged, claims told twice."""
    head, body, signature = good.split(".")
    claims = base64_claims(body)
    twice = b64(json.dumps(claims).encode().replace(b"{", b'{"sub":"0198c5a0-0000-7000-8000-000000000000",', 1))
    roles_last = b64(json.dumps(claims).encode()[:-1] + b',"roles":["admin"]}')
    cuts = {f"cut at {at}": good[:at] for at in range(1, len(good), max(1, len(good) // 60))}
    return cuts | {
        "sub told twice": f"{head}.{twice}.{signature}",
        "roles told twice": f"{head}.{roles_last}.{signature}",
        "one letter of the body": f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}",
        "parts in another order": f"{body}.{head}.{signature}",
        "a unicode dot": good.replace(".", "\uff0e"),
        "full-width letters": good[:5] + "".join(chr(ord(each) + 0xFEE0) for each in good[5:8]) + good[8:],
        "a zero-width space": f"{good[:40]}\u200b{good[40:]}",
        "a soft line break": f"{good[:40]}\r\n {good[40:]}",
        "standard base64": good.replace("-", "+").replace("_", "/") + "=",
        "wrapped in a token": f"{encoded({'alg': 'RS256', 'cty': 'JWT'})}.{b64(good.encode())}.{signature}",
        "as JSON serialization": json.dumps({"protected": head, "payload": body, "signature": signature}),
        "encrypted form": f"{encoded({'alg': 'dir', 'enc': 'A256GCM'})}..{b64(bytes(12))}.{body}.{b64(bytes(16))}",
        "a token twice": good + good,
        "quoted": f'"{good}"',
        "for another scheme": f"Basic {good}",
    }


def _crossed(victim: Victim, *, use: Use) -> Attempts:
    """What is really ours, and good for something else."""
    others = {f"the token for {other}": victim.token(other) for other in Use if other is not use}
    statement = ring().attest(victim.forger(use).claims)
    issued = signed_in(victim.user)
    prefixed = {f"{use}, prefixed": f"{PERSONAL_PREFIX}{victim.token(use)}"}
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=6)):
        expired = victim.token(use)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        early = victim.token(use)
    return {
        **others,
        **prefixed,
        "a statement": statement,
        "a refresh token": issued.refresh,
        "an expired one": expired,
        "an early one": early,
    }


def base64_claims(body: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(jwt.utils.base64url_decode(body))
    return found


def counted(tally: Tally, name: str, *, tries: Attempts, opens: Opens, good: str) -> None:
    """The good one is believed, or the rest would prove nothing."""
    accepted = [name for name, token in tries.items() if opens(token)]
    assert len(tries) >= AT_LEAST
    assert opens(good), "the door is closed for everybody"
    assert accepted == []
    tally(f"forged tokens: {name}", tried=len(tries), accepted=len(accepted))


def answered(status: int, *, refusals: frozenset[int]) -> bool:
    """Neither let in nor a failure: whatever else is asked of a door is a refusal."""
    assert status < 500
    assert status == 200 or status in refusals
    return status == 200


def header(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {as_latin(token)}"}


def as_latin(token: str) -> str:
    """Headers are bytes."""
    return token.encode("utf-8", "surrogatepass").decode("latin-1")


def opens_rest(token: str) -> bool:
    client = APIClient(raise_request_exception=False)
    return answered(client.get(ME, headers=header(token)).status_code, refusals=frozenset({401}))


def opens_a_public_page(token: str) -> bool:
    """Where nobody is let in too, a bad token isn't taken for nobody."""
    client = APIClient(raise_request_exception=False)
    return answered(client.get("/api/v1/courses", headers=header(token)).status_code, refusals=frozenset({401}))


def posting(path: str, field: str) -> Opens:
    """Each from an address of its own, so that none is refused for the others."""
    number = iter(range(100_000))

    def opens(token: str) -> bool:
        at = next(number)
        client = APIClient(raise_request_exception=False, REMOTE_ADDR=f"10.{at // 65536}.{at // 256 % 256}.{at % 256}")
        body = json.dumps({field: token}).encode("utf-8", "surrogatepass")
        answer = client.post(path, body, content_type="application/json")
        return answered(answer.status_code, refusals=frozenset({401, 422}))

    return opens


def opens_staff_pages(token: str) -> bool:
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = as_latin(token)
    return answered(client.get("/admin/").status_code, refusals=frozenset({302}))


def test_the_api(victim: Victim, tally: Tally) -> None:
    tries = attempts_at(victim, Use.ACCESS)
    counted(tally, "REST", tries=tries, opens=opens_rest, good=victim.token(Use.ACCESS))


def test_the_api_by_personal_tokens(victim: Victim, tally: Tally) -> None:
    tries = {name: f"{PERSONAL_PREFIX}{token}" for name, token in attempts_at(victim, Use.PERSONAL).items()}
    good = f"{PERSONAL_PREFIX}{victim.token(Use.PERSONAL)}"
    counted(tally, "REST, personal", tries=tries, opens=opens_rest, good=good)


def test_public_pages(victim: Victim, tally: Tally) -> None:
    tries = attempts_at(victim, Use.ACCESS)
    counted(tally, "REST, public", tries=tries, opens=opens_a_public_page, good=victim.token(Use.ACCESS))


def test_refreshing(victim: Victim, tally: Tally) -> None:
    opens = posting("/api/v1/auth/refresh", "refresh")
    tries = {name: token for name, token in attempts_at(victim, Use.ACCESS).items() if name != "a refresh token"}
    counted(tally, "auth/refresh", tries=tries, opens=opens, good=signed_in(victim.user).refresh)


def test_verifying(victim: Victim, tally: Tally) -> None:
    opens = posting("/api/v1/auth/verify", "token")
    tries = attempts_at(victim, Use.ACCESS)
    counted(tally, "auth/verify", tries=tries, opens=opens, good=victim.token(Use.ACCESS))


def test_the_staffs_pages(victim: Victim, tally: Tally) -> None:
    tries = attempts_at(victim, Use.STAFF)
    counted(tally, "staff cookie", tries=tries, opens=opens_staff_pages, good=victim.token(Use.STAFF))


def test_the_web_socket(committed: None, victim: Victim, tally: Tally) -> None:
    """By its subprotocol, and by its first message."""
    tries = attempts_at(victim, Use.ACCESS)
    good = victim.token(Use.ACCESS)
    for way in (_by_subprotocol, _by_message):
        told = async_to_sync(_told_by_sockets)(way, [*tries.values(), good])
        assert told.pop() == "ready"
        assert set(told) == {"refused"}
        tally(f"forged tokens: web socket {way.__name__.replace('_', ' ').strip()}", tried=len(told), accepted=0)


async def _told_by_sockets(way: Callable[[str], Coroutine[None, None, str]], tokens: list[str]) -> list[str]:
    told: list[str] = []
    for begins in range(0, len(tokens), PORTION):
        told += await asyncio.gather(*(way(token) for token in tokens[begins : begins + PORTION]))
    return told


async def _by_subprotocol(token: str) -> str:
    socket = Socket(PROTOCOL, f"bearer.{token}")
    assert await socket.open() == (True, PROTOCOL)
    return await _first_word(socket)


async def _by_message(token: str) -> str:
    socket = Socket(PROTOCOL)
    await socket.open()
    await socket.send(token=token[:6000])
    return await _first_word(socket)


async def _first_word(socket: Socket) -> str:
    word = str((await socket.heard())["type"])
    await socket.leave()
    return word


def test_revoked_sessions_open_nothing(victim: Victim, tally: Tally) -> None:
    """Tokens that were good, of every use, right after their session ended."""
    session_id = uuid7()
    tokens = {use: victim.token(use, session_id=session_id) for use in Use}
    doors: list[tuple[Opens, str]] = [
        (opens_rest, tokens[Use.ACCESS]),
        (opens_rest, f"{PERSONAL_PREFIX}{tokens[Use.PERSONAL]}"),
        (opens_staff_pages, tokens[Use.STAFF]),
        (posting("/api/v1/auth/verify", "token"), tokens[Use.ACCESS]),
    ]
    assert [opens(token) for opens, token in doors] == [True] * 4
    revocations.revoke([session_id])
    accepted = [opens(token) for opens, token in doors for _ in range(5)]
    tally("tokens of revoked sessions", tried=len(accepted), accepted=sum(accepted))
