"""The operators' door to the keys that sign tokens: on the record, and never a key that is still needed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.users.models import Ended, PersonalToken
from apps.users.services import personal_tokens
from gopro.audit import trail
from gopro.audit.operators import operator
from gopro.errors import Unauthenticated
from gopro.security.keys import masters
from gopro.security.ring import bearer_claims, claims_of, ring
from gopro.security.tokens import generate, rotation
from gopro.security.tokens.rotation import State
from tests.apps.users.factories import UserFactory, personal_token_of, signed_in


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.KEY_FOLDER = tmp_path / "keys"
    generate(settings.KEY_FOLDER)
    masters.masters(settings.KEY_FOLDER).ensure()
    ring.cache_clear()
    yield settings.KEY_FOLDER
    ring.cache_clear()


def keys(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue().strip()


def audited() -> list[tuple[str, str, str, str]]:
    entries = trail.entries("users").filter(action__startswith="users.signing_key").order_by("number")
    return [(entry.action, entry.actor_id, entry.object_id, entry.reason) for entry in entries]


def rotated_long_ago(folder: Path) -> tuple[str, str]:
    """The old key and the new one, a day after the new one began to sign."""
    [old] = rotation.keys_of(folder)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        keys("rotate")
    return old.id, rotation.keys_of(folder)[0].id


def test_a_rotation_is_told_and_audited_once(db, folder):
    [old] = rotation.keys_of(folder)
    said = keys("rotate")
    new = rotation.keys_of(folder)[0]
    assert said == f"{new.id} is published, and signs from {new.signs_from:%Y-%m-%d %H:%M:%S} UTC."
    assert keys("rotate") == said
    assert audited() == [("users.signing_key.rotate", operator(), new.id, "")]
    assert keys("list").splitlines() == [
        f"{new.id}  published  signs from {new.signs_from:%Y-%m-%d %H:%M:%S} UTC",
        f"{old.id}  signing",
    ]


def test_trying_changes_nothing(db, folder):
    before = (folder / "jwks.json").read_bytes()
    assert keys("rotate", "--dry-run") == "A key would be made, and sign in 5 minutes."
    [old] = rotation.keys_of(folder)
    assert keys("retire", old.id, "--dry-run") == f"Nothing was done. {old.id}  signing"
    assert keys("retire", old.id, "--dry-run", "--force") == f"Nothing was done. {old.id}  signing"
    assert (folder / "jwks.json").read_bytes() == before
    assert audited() == []


def test_a_key_in_use_is_not_retired_and_nothing_is_recorded(db, folder):
    [old] = rotation.keys_of(folder)
    with pytest.raises(CommandError, match="The key is signing: rotate first"):
        keys("retire", old.id)
    keys("rotate")
    with pytest.raises(CommandError, match="rotate first"):
        keys("retire", rotation.keys_of(folder)[0].id)
    with pytest.raises(CommandError, match="has no key unknown"):
        keys("retire", "unknown")
    assert [entry[0] for entry in audited()] == ["users.signing_key.rotate"]
    assert len(list(folder.glob("*.pem"))) == 2


def test_a_key_is_retired_when_its_tokens_are_over(db, folder):
    old, new = rotated_long_ago(folder)
    issued = signed_in(UserFactory())
    assert keys("retire", old).startswith(f"{old} is retired")
    assert [(key.id, key.state) for key in rotation.keys_of(folder)] == [(new, State.SIGNING), (old, State.RETIRED)]
    assert claims_of(issued.access).session_id == issued.session_id
    assert audited()[-1] == ("users.signing_key.retire", operator(), old, "")


def test_a_personal_token_keeps_its_key(db, folder):
    [old] = rotation.keys_of(folder)
    user = UserFactory()
    made = personal_token_of(user, expires_in_days=300)
    assert made.row.key_id == old.id
    rotated_long_ago(folder)
    with pytest.raises(CommandError, match=f"may live until {made.row.expires_at:%Y-%m-%d}"):
        keys("retire", old.id)
    assert f"{old.id}  verifying  may be retired from {made.row.expires_at:%Y-%m-%d}" in keys("list")
    assert bearer_claims(made.token).session_id == made.row.pk
    personal_tokens.revoke_personal_token(user_id=user.id, token_id=made.row.pk)
    keys("retire", old.id)
    assert rotation.found(folder, key_id=old.id).state is State.RETIRED


def test_a_leaked_key_goes_at_once_with_all_that_it_signed(db, folder):
    [leaked] = rotation.keys_of(folder)
    user = UserFactory()
    issued = signed_in(user)
    made = personal_token_of(user, expires_in_days=300)
    with pytest.raises(CommandError, match="reason"):
        keys("retire", leaked.id, "--force")
    assert claims_of(issued.access).session_id == issued.session_id
    keys("retire", leaked.id, "--force", "--reason", "it was in a backup")
    for refused in (lambda: claims_of(issued.access), lambda: bearer_claims(made.token)):
        with pytest.raises(Unauthenticated):
            refused()
    assert not (folder / f"{leaked.id}.pem").exists()
    assert PersonalToken.objects.get().revoked_reason == Ended.REVOKED_BY_STAFF
    assert audited() == [("users.signing_key.discard", operator(), leaked.id, "it was in a backup")]
    fresh = signed_in(user)
    assert claims_of(fresh.access).session_id == fresh.session_id


def test_without_keys_it_says_what_to_do(db, folder):
    (folder / "jwks.json").unlink()
    for act in ("list", "rotate"):
        with pytest.raises(CommandError, match="`keys init` makes the first one"):
            keys(act)


def test_a_refused_record_keeps_the_key(db, folder, monkeypatch):
    """What can't be written down isn't done."""
    old, _ = rotated_long_ago(folder)

    def fail(**_: object) -> None:
        raise RuntimeError("the audit is away")

    monkeypatch.setattr(trail, "record", fail)
    with pytest.raises(RuntimeError):
        keys("retire", old)
    assert rotation.found(folder, key_id=old).state is State.VERIFYING
    assert (folder / f"{old}.pem").exists()
