"""Master keys: made once, rotated, and forgotten when nothing is wrapped by them."""

import time
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command

from gopro.audit import trail
from gopro.security import keys
from gopro.security.keys import known, masters, rotation
from gopro.security.keys.errors import KeysUnavailable
from gopro.security.keys.models import PersonalKey

FIELD = "users.user.user_created.v1/email"


@pytest.fixture(autouse=True)
def folder(db, settings, tmp_path) -> Path:
    made: Path = tmp_path / "keys"
    settings.KEY_FOLDER = made
    masters.masters(made).ensure()
    return made


def call(*words: str) -> str:
    output = StringIO()
    call_command("personal_keys", *words, stdout=output)
    return output.getvalue()


def test_init_makes_one_once_and_private(folder):
    made = (folder / masters.FILE).read_bytes()
    assert "was already in" in call("init")
    assert (folder / masters.FILE).read_bytes() == made
    assert (folder / masters.FILE).stat().st_mode & 0o777 == 0o600


def test_without_the_file_nothing_is_made_up(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "nothing"
    person = uuid4()
    with pytest.raises(KeysUnavailable) as refused:
        keys.encrypt(person, "Ada", field=FIELD)
    assert str(tmp_path) not in refused.value.detail
    assert "run `manage.py personal_keys init`" in refused.value.__notes__[0]
    assert not PersonalKey.objects.exists()


def test_a_rotation_wraps_all_again_and_everything_stays_readable(folder, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 3)
    people = [uuid4() for _ in range(8)]
    tokens = [keys.encrypt(person, "Ada", field=FIELD) for person in people]
    keys.destroy(people[0])
    [former] = rotation.in_use()
    assert "7 keys wrapped by the new master key" in call("rotate-master")
    [current] = rotation.in_use()
    assert current != former
    known.keys.forget_all()
    other_process = masters.Masters(folder)
    assert other_process.with_key(current).current == current
    read = [keys.decrypt(person, token, field=FIELD) for person, token in zip(people, tokens, strict=True)]
    assert read == [None] + ["Ada"] * 7
    assert "7 keys, 1 destroyed." in call("status")


def test_another_process_finds_a_key_that_was_wrapped_meanwhile(folder):
    elsewhere = masters.Masters(folder)
    before = elsewhere.read().current
    masters.masters(folder).rotate()
    now = masters.masters(folder).read().current
    assert before != now
    assert elsewhere.with_key(now).current == now


def test_a_former_master_key_goes_when_it_is_idle(folder):
    person = uuid4()
    token = keys.encrypt(person, "Ada", field=FIELD)
    former = masters.masters(folder).read().current
    call("rotate-master")
    assert call("retire-master") == "No master key is idle long enough.\n"
    with time_machine.travel(_later(), tick=False):
        assert former in call("retire-master")
    assert former not in (folder / masters.FILE).read_text()
    known.keys.forget_all()
    assert keys.decrypt(person, token, field=FIELD) == "Ada"


def test_a_master_key_in_use_is_kept(folder):
    keys.encrypt(uuid4(), "Ada", field=FIELD)
    former = masters.masters(folder).read().current
    masters.masters(folder).rotate()
    with time_machine.travel(_later(), tick=False):
        assert rotation.retire() == set()
    assert former in masters.masters(folder).read().keys


def _later() -> float:
    return time.time() + rotation.IDLE_SECONDS + 1


def test_destroying_by_hand_wants_a_yes_and_is_audited():
    person = uuid4()
    keys.encrypt(person, "Ada", field=FIELD)
    with pytest.raises(CommandError, match="Say --yes"):
        call("destroy", str(person), "--reason", "a restored backup")
    assert keys.exists(person)
    call("destroy", str(person), "--reason", "a restored backup", "--yes")
    assert not keys.exists(person)
    entry = trail.entries("users").get(action="keys.personal_key.destroy")
    assert (entry.object_id, entry.reason) == (str(person), "a restored backup")
