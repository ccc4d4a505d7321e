"""The key ring: its files, its rotation, what it signs."""

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest

from gopro.errors import Unavailable
from gopro.security.tokens import NO_TERMS, KeyRing, Terms, TokenInvalid, Use, generate
from tests.gopro.security.conftest import ISSUER

MINUTES = timedelta(minutes=10)


def signed(ring: KeyRing, *, use: Use = Use.ACCESS) -> str:
    return ring.sign(user_id=uuid4(), session_id=uuid4(), roles=["b", "a"], use=use, lifetime=MINUTES, name="Ada")


def test_says_what_was_signed(key_ring: KeyRing) -> None:
    user_id, session_id, before = uuid4(), uuid4(), int(time.time())
    token = key_ring.sign(
        user_id=user_id, session_id=session_id, roles={"author"}, use=Use.ACCESS, lifetime=MINUTES, name="Ada"
    )
    claims = key_ring.verify(token)
    assert (claims.user_id, claims.session_id, claims.roles, claims.name) == (
        user_id,
        session_id,
        frozenset({"author"}),
        "Ada",
    )
    assert claims.expires_at - claims.issued_at == MINUTES
    assert datetime.fromtimestamp(before, UTC) <= claims.issued_at <= datetime.now(UTC)


def test_carries_the_claims_of_the_contract_and_no_more(key_ring: KeyRing) -> None:
    token = key_ring.sign(user_id=uuid4(), session_id=uuid4(), roles=(), use=Use.STAFF, lifetime=MINUTES)
    [key] = key_ring.public_jwks()["keys"]
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": key["kid"]}
    payload = jwt.decode(token, options={"verify_signature": False})
    assert set(payload) == {"iss", "aud", "sub", "sid", "jti", "roles", "iat", "nbf", "exp", "token_use"}
    assert (payload["iss"], payload["aud"], payload["token_use"]) == (ISSUER, "staff", "staff")


def test_only_the_owner_reads_the_private_key_and_nothing_of_it_is_published(key_folder: Path) -> None:
    [pem] = key_folder.glob("*.pem")
    assert stat.S_IMODE(pem.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    [key] = json.loads((key_folder / "jwks.json").read_bytes())["keys"]
    assert set(key) == {"kty", "kid", "use", "alg", "n", "e"}
    assert pem.name == f"{key['kid']}.pem"


def test_a_first_key_is_made_once_whoever_comes_at_the_same_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(generate, [tmp_path / "keys"] * 8))
    before = (tmp_path / "keys/jwks.json").read_bytes()
    generate(tmp_path / "keys")
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 1
    assert (tmp_path / "keys/jwks.json").read_bytes() == before


def test_whoever_checks_needs_the_public_file_alone(key_folder: Path, key_ring: KeyRing, tmp_path: Path) -> None:
    shutil.copy(key_folder / "jwks.json", tmp_path)
    reader = KeyRing(tmp_path, issuer=ISSUER)
    assert reader.verify(signed(key_ring)).name == "Ada"
    with pytest.raises(FileNotFoundError):
        signed(reader)


def test_without_keys_it_is_unavailable_and_works_as_soon_as_they_are_there(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path, issuer=ISSUER)
    with pytest.raises(Unavailable):
        ring.verify("a.b.c")
    generate(tmp_path)
    assert ring.verify(signed(ring)).name == "Ada"


def test_rotation_needs_no_restart(tmp_path: Path) -> None:
    old_folder, new_folder = tmp_path / "old", tmp_path / "new"
    generate(old_folder)
    generate(new_folder)
    ring = KeyRing(old_folder, issuer=ISSUER)
    old = signed(ring)
    both = [json.loads((each / "jwks.json").read_bytes())["keys"][0] for each in (new_folder, old_folder)]
    for pem in new_folder.glob("*.pem"):
        shutil.copy(pem, old_folder)

    publish(old_folder, keys=both)
    new = signed(ring)
    assert jwt.get_unverified_header(new)["kid"] == both[0]["kid"] != jwt.get_unverified_header(old)["kid"]
    assert ring.verify(old).name == ring.verify(new).name == "Ada"

    publish(old_folder, keys=both[:1])
    assert ring.verify(new).name == "Ada"
    with pytest.raises(TokenInvalid):
        ring.verify(old)


def publish(folder: Path, *, keys: list[dict[str, str]]) -> None:
    draft = folder / "draft"
    draft.write_text(json.dumps({"keys": keys}))
    draft.replace(folder / "jwks.json")


def test_no_django_is_needed() -> None:
    code = "import sys, gopro.security.tokens; assert not [each for each in sys.modules if each.startswith('django')]"
    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PATH": os.environ["PATH"]}, cwd=Path.cwd())
    assert done.returncode == 0


STATEMENT = {"kind": "sample", "rows": {"table": 3}}


def test_a_statement_is_read_by_whoever_has_the_public_keys(key_ring):
    jws = key_ring.attest(STATEMENT)
    assert key_ring.attested(jws) == STATEMENT
    [published] = key_ring.public_jwks()["keys"]
    assert json.loads(jwt.PyJWS().decode(jws, jwt.PyJWK(published).key, algorithms=["RS256"])) == STATEMENT


def test_a_statement_is_no_token_and_a_token_no_statement(key_ring):
    token = signed(key_ring)
    with pytest.raises(TokenInvalid):
        key_ring.verify(key_ring.attest(STATEMENT | {"token_use": "access"}))
    with pytest.raises(TokenInvalid):
        key_ring.attested(token)


@pytest.mark.parametrize("wrong", ["", "a.b.c", "…", None, 7])
def test_what_is_no_statement_is_refused(key_ring, wrong):
    with pytest.raises(TokenInvalid):
        key_ring.attested(wrong)


def test_a_changed_statement_is_refused(key_ring):
    head, body, signature = key_ring.attest(STATEMENT).split(".")
    with pytest.raises(TokenInvalid):
        key_ring.attested(f"{head}.{body[:-2]}AA.{signature}")


def test_whoever_has_as_many_roles_as_one_may_gets_a_token_that_a_cookie_holds(key_folder):
    """With each role, a long name in Cyrillic, and thirty roles on single things."""
    ring = KeyRing(key_folder, issuer="https://learn.some-longer-university.example.org")
    grants = {uuid4(): frozenset({"editor"}) for _ in range(30)}
    terms = Terms(grants=grants, methods=frozenset({"pwd", "otp", "mfa"}), authenticated_at=datetime.now(UTC))
    roles = ["admin", "author", "editor", "learner", "support"]
    token = ring.sign(
        user_id=uuid4(),
        session_id=uuid4(),
        roles=roles,
        use=Use.STAFF,
        lifetime=timedelta(hours=8),
        name="Ґ" * 80,
        terms=terms,
    )
    assert len(token) < 4000
    assert ring.verify(token, use=Use.STAFF).terms.grants == grants


def test_what_nobody_would_take_is_not_signed(key_ring):
    terms = Terms(grants={uuid4(): frozenset({"editor"}) for _ in range(60)})
    with pytest.raises(ValueError, match="too many grants"):
        key_ring.sign(user_id=uuid4(), session_id=uuid4(), roles=(), use=Use.ACCESS, lifetime=MINUTES, terms=terms)


def test_terms_come_back_as_they_were(key_ring):
    terms = Terms(
        scopes=frozenset({"a:read", "b:write"}),
        grants={uuid4(): frozenset({"editor", "author"})},
        methods=frozenset({"pwd", "otp", "mfa"}),
        authenticated_at=datetime.now(UTC).replace(microsecond=0),
        actor_id=uuid4(),
        is_read_only=True,
    )
    who = {"user_id": uuid4(), "session_id": uuid4()}
    for given in (terms, NO_TERMS, Terms(scopes=frozenset())):
        token = key_ring.sign(**who, roles=(), use=Use.ACCESS, lifetime=MINUTES, terms=given)
        assert key_ring.verify(token).terms == given


def test_each_token_has_an_id_of_its_own(key_ring):
    ids = {key_ring.verify(signed(key_ring)).token_id for _ in range(3)}
    assert len(ids) == 3


def test_a_personal_token_without_scopes_is_none(key_ring):
    with pytest.raises(TokenInvalid):
        key_ring.verify(signed(key_ring, use=Use.PERSONAL), use=Use.PERSONAL)


def test_a_statement_that_says_all_that_a_token_says_is_no_token(key_ring):
    """As it was taken for one before tokens had to say their type."""
    claims = jwt.decode(signed(key_ring), options={"verify_signature": False})
    with pytest.raises(TokenInvalid):
        key_ring.verify(key_ring.attest(claims))
