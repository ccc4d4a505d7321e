"""Keys that come and go while tokens are signed and checked."""

import json
import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
import time_machine

from gopro.security.tokens import KeyRing, TokenInvalid, Use, generate, rotation
from gopro.security.tokens.errors import KeyInUse, UnknownKey
from gopro.security.tokens.rotation import PUBLISHED_FOR, State
from gopro.security.tokens.uses import LONGEST_OF_SESSION
from tests.gopro.security.conftest import ISSUER

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FOREIGN_PROCESS = """
import sys
from pathlib import Path
from gopro.security.tokens import KeyRing, TokenInvalid
ring = KeyRing(Path(sys.argv[1]), issuer=sys.argv[2])
for token in iter(sys.stdin.readline, ""):
    try:
        print(ring.verify(token.strip()).name, flush=True)
    except TokenInvalid:
        print("refused", flush=True)
assert not [each for each in sys.modules if each.partition(".")[0] in {"django", "psycopg", "redis"}]
"""


def signed(ring: KeyRing, *, use: Use = Use.ACCESS, lifetime: timedelta = timedelta(minutes=10)) -> str:
    return ring.sign(user_id=uuid4(), session_id=uuid4(), roles=(), use=use, lifetime=lifetime, name="Ada")


def key_id_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    generate(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def ring(folder: Path) -> KeyRing:
    return KeyRing(folder, issuer=ISSUER)


def states(folder: Path) -> list[str]:
    return [key.state for key in rotation.keys_of(folder)]


def test_a_new_key_is_known_before_it_signs(folder: Path, ring: KeyRing) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        old = key_id_of(signed(ring))
        new = rotation.rotate(folder)
        assert [key["kid"] for key in ring.public_jwks()["keys"]] == [new.id, old]
        assert (new.state, new.signs_from) == (State.PUBLISHED, NOW + PUBLISHED_FOR)
        clock.shift(PUBLISHED_FOR - SECOND)
        before = signed(ring)
        assert key_id_of(before) == old
        clock.shift(SECOND)
        after = signed(ring)
        assert key_id_of(after) == new.id
        assert states(folder) == [State.SIGNING, State.VERIFYING]
        assert ring.verify(before).name == ring.verify(after).name == "Ada"


def test_whoever_kept_a_copy_of_the_keys_for_as_long_as_allowed_knows_every_key(folder: Path, ring: KeyRing) -> None:
    """Copies are kept for PUBLISHED_FOR: taken right before a rotation, they hold until the new key signs."""
    copied = folder.parent / "copy"
    copied.mkdir()
    (copied / "jwks.json").write_bytes((folder / "jwks.json").read_bytes())
    reader = KeyRing(copied, issuer=ISSUER)
    with time_machine.travel(NOW, tick=False) as clock:
        rotation.rotate(folder)
        clock.shift(PUBLISHED_FOR - SECOND)
        assert reader.verify(signed(ring)).name == "Ada"
        clock.shift(SECOND)
        with pytest.raises(TokenInvalid):
            reader.verify(signed(ring))
        (copied / "jwks.json").write_bytes((folder / "jwks.json").read_bytes())
        assert reader.verify(signed(ring)).name == "Ada"


def test_while_a_key_waits_no_other_is_made(folder: Path) -> None:
    first, second = rotation.rotate(folder), rotation.rotate(folder)
    assert first == second
    assert states(folder) == [State.PUBLISHED, State.SIGNING]


def test_two_processes_rotate_once(folder: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        made = {key.id for key in pool.map(rotation.rotate, [folder] * 6)}
    assert len(made) == 1
    assert len(list(folder.glob("*.pem"))) == len(rotation.keys_of(folder)) == 2


def test_a_key_stays_until_its_last_token_is_over(folder: Path, ring: KeyRing) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        old = key_id_of(signed(ring))
        with pytest.raises(KeyInUse, match="rotate first"):
            rotation.retire(folder, key_id=old, longest=None)
        new = rotation.rotate(folder)
        with pytest.raises(KeyInUse, match="rotate first"):
            rotation.retire(folder, key_id=new.id, longest=None)
        clock.shift(PUBLISHED_FOR - SECOND)
        last = signed(ring, use=Use.STAFF, lifetime=LONGEST_OF_SESSION)
        assert key_id_of(last) == old
        clock.shift(LONGEST_OF_SESSION)
        with pytest.raises(KeyInUse, match="may live until 2026-03-01 21:05:00 UTC"):
            rotation.retire(folder, key_id=old, longest=None)
        assert ring.verify(last, use=Use.STAFF).roles == frozenset()
        clock.shift(SECOND)
        rotation.retire(folder, key_id=old, longest=None)
        assert states(folder) == [State.SIGNING, State.RETIRED]
        assert [pem.stem for pem in folder.glob("*.pem")] == [new.id]
        rotation.retire(folder, key_id=old, longest=None)


def test_a_personal_token_keeps_its_key_longer(folder: Path, ring: KeyRing) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        old = key_id_of(signed(ring))
        rotation.rotate(folder)
        clock.shift(timedelta(days=30))
        with pytest.raises(KeyInUse, match="until 2026-04-10"):
            rotation.retire(folder, key_id=old, longest=NOW + timedelta(days=40))
        rotation.retire(folder, key_id=old, longest=NOW + timedelta(days=29))


def test_statements_of_a_retired_key_stay_true_and_its_tokens_do_not(folder: Path, ring: KeyRing) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        statement, old = ring.attest({"kind": "sample"}), key_id_of(signed(ring))
        rotation.rotate(folder)
        clock.shift(timedelta(days=1))
        late = signed(ring)
        rotation.retire(folder, key_id=old, longest=None)
        assert ring.attested(statement) == {"kind": "sample"}
        assert ring.verify(late).name == "Ada"
        [retired] = ring.public_jwks()["retired"]
        assert retired["kid"] == old


def test_a_token_of_a_retired_key_is_refused_even_if_somebody_kept_the_key(folder: Path, ring: KeyRing) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        old = key_id_of(signed(ring))
        stolen = (folder / f"{old}.pem").read_bytes()
        rotation.rotate(folder)
        clock.shift(timedelta(days=1))
        rotation.retire(folder, key_id=old, longest=None)
        claims = jwt.decode(signed(ring), options={"verify_signature": False})
        forged = jwt.encode(claims, stolen, algorithm="RS256", headers={"kid": old})
        with pytest.raises(TokenInvalid):
            ring.verify(forged)


def test_nothing_that_a_leaked_key_signed_holds(folder: Path, ring: KeyRing) -> None:
    token, statement = signed(ring), ring.attest({"kind": "sample"})
    leaked = key_id_of(token)
    rotation.discard(folder, key_id=leaked)
    with pytest.raises(TokenInvalid):
        ring.verify(token)
    with pytest.raises(TokenInvalid):
        ring.attested(statement)
    assert key_id_of(signed(ring)) != leaked
    assert ring.verify(signed(ring)).name == "Ada"
    assert states(folder) == [State.SIGNING]
    assert leaked not in json.dumps(ring.public_jwks())


def test_a_waiting_key_takes_the_place_of_a_leaked_one_at_once(folder: Path, ring: KeyRing) -> None:
    leaked, new = key_id_of(signed(ring)), rotation.rotate(folder)
    rotation.discard(folder, key_id=leaked)
    assert key_id_of(signed(ring)) == new.id
    assert ring.verify(signed(ring)).name == "Ada"


def test_an_unknown_key_is_neither_retired_nor_discarded(folder: Path) -> None:
    before = (folder / "jwks.json").read_bytes()
    with pytest.raises(UnknownKey):
        rotation.retire(folder, key_id="../jwks", longest=None)
    with pytest.raises(UnknownKey):
        rotation.discard(folder, key_id="../jwks")
    assert (folder / "jwks.json").read_bytes() == before


def test_another_process_with_the_public_file_alone_follows_every_change(folder: Path, ring: KeyRing) -> None:
    """It has no private key, no database, no Redis and no Django, and is never told to start again."""
    public = folder.parent / "public"
    public.mkdir()

    def publish() -> None:
        draft = public / "draft"
        draft.write_bytes((folder / "jwks.json").read_bytes())
        draft.replace(public / "jwks.json")

    publish()
    command = [sys.executable, "-c", FOREIGN_PROCESS, str(public), ISSUER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, answers = process.stdin, process.stdout
        assert asked is not None
        assert answers is not None

        def says(token: str) -> str:
            asked.write(f"{token}\n")
            asked.flush()
            return answers.readline().strip()

        first = signed(ring)
        assert says(first) == "Ada"
        assert says(f"{first[:-8]}AAAAAAAA") == "refused"
        rotation.rotate(folder)
        publish()
        with time_machine.travel(datetime.now(UTC) + PUBLISHED_FOR, tick=False):
            second_key = rotation.keys_of(folder)[0].id
        assert says(first) == "Ada"
        rotation.discard(folder, key_id=key_id_of(first))
        publish()
        assert says(first) == "refused"
        second = signed(ring)
        assert key_id_of(second) == second_key
        assert says(second) == "Ada"
        asked.close()
        assert process.wait(10) == 0


def test_a_token_longer_than_its_key_is_kept_is_not_signed(ring: KeyRing) -> None:
    with pytest.raises(ValueError, match="9:00:00 at most"):
        signed(ring, lifetime=LONGEST_OF_SESSION + SECOND)
    with pytest.raises(ValueError, match="366 days"):
        signed(ring, use=Use.PERSONAL, lifetime=timedelta(days=367))
