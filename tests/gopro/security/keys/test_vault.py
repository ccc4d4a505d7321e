"""Keys in Vault: what it is asked, and what follows from its answers."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from gopro.security import keys
from gopro.security.keys import known
from gopro.security.keys.errors import KeyDestroyed, KeysUnavailable, Tampered
from gopro.security.keys.store import store

FIELD = "users.user.user_created.v1/email"


def test_it_is_asked_once_a_person_not_once_a_field(vault):
    person = uuid4()
    tokens = [keys.encrypt(person, "Ada", field=FIELD) for _ in range(10)]
    asked = len(vault.asked)
    assert asked == 5  # no key; no mark; made; still no mark; a data key
    known.keys.forget_all()
    assert [keys.decrypt(person, token, field=FIELD) for token in tokens] == ["Ada"] * 10
    assert vault.asked[asked:] == [f"POST /v1/transit/decrypt/{person}"]


def test_a_destroyed_key_is_gone_and_marked(vault):
    person = uuid4()
    keys.encrypt(person, "Ada", field=FIELD)
    keys.destroy(person, reason="asked for it")
    assert str(person) not in vault.keys
    assert vault.secrets == {f"gopro/destroyed/{person}": {"reason": "asked for it"}}


def test_whoever_makes_a_key_while_it_is_destroyed_takes_it_back(vault, monkeypatch):
    person, answer = uuid4(), vault.answer

    def destroyed_meanwhile(method, path, body):
        if (method, path) == ("POST", f"/v1/transit/keys/{person}"):
            vault.secrets[f"gopro/destroyed/{person}"] = {"reason": "meanwhile"}
        return answer(method, path, body)

    monkeypatch.setattr(vault, "answer", destroyed_meanwhile)
    with pytest.raises(KeyDestroyed):
        keys.encrypt(person, "Ada", field=FIELD)
    assert str(person) not in vault.keys


def test_a_destruction_that_was_interrupted_is_finished(vault):
    person = uuid4()
    keys.encrypt(person, "Ada", field=FIELD)
    vault.secrets[f"gopro/destroyed/{person}"] = {"reason": "first"}
    keys.destroy(person, reason="second")
    assert str(person) not in vault.keys
    assert vault.secrets[f"gopro/destroyed/{person}"] == {"reason": "first"}


def test_a_data_key_that_was_changed_is_noticed(vault):
    person = uuid4()
    token = keys.encrypt(person, "Ada", field=FIELD)
    known.keys.forget_all()
    with pytest.raises(Tampered):
        keys.decrypt(person, token[:-6] + "AAAA==", field=FIELD)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_no_answer_is_never_taken_for_a_destroyed_key(vault, status):
    person = uuid4()
    token = keys.encrypt(person, "Ada", field=FIELD)
    known.keys.forget_all()
    vault.status = status
    for ask in (
        lambda: keys.decrypt(person, token, field=FIELD),
        lambda: keys.encrypt(uuid4(), "Bob", field=FIELD),
        lambda: keys.destroy(person),
        lambda: keys.exists(person),
        lambda: store().answers(),
    ):
        with pytest.raises(KeysUnavailable) as refused:
            ask()
        assert str(status) in refused.value.__notes__[0]
    vault.status = 0
    assert keys.decrypt(person, token, field=FIELD) == "Ada"


def test_a_vault_that_is_away_or_a_token_that_is_missing(vault, settings, tmp_path):
    store().answers()
    (tmp_path / "token").unlink()
    with pytest.raises(KeysUnavailable) as refused:
        store().answers()
    assert "FileNotFoundError" in refused.value.__notes__[0]
    settings.KEYS_URL = f"vault+http://127.0.0.1:1/transit?token_file={tmp_path / 'other'}"
    (tmp_path / "other").write_text("token")
    with pytest.raises(KeysUnavailable) as refused:
        keys.encrypt(uuid4(), "Ada", field=FIELD)
    assert "ConnectError" in refused.value.__notes__[0]


@pytest.mark.parametrize(
    "url", ["https://vault/transit?token_file=/t", "vault+https://vault/?token_file=/t", "vault+https://vault/transit"]
)
def test_an_address_that_is_none_is_refused_at_once(settings, url):
    settings.KEYS_URL = url
    with pytest.raises(SystemExit, match=r"vault\+https://vault\.example"):
        store()


def test_there_is_nothing_to_make_where_a_service_keeps_the_keys(vault):
    output = StringIO()
    call_command("personal_keys", "init", stdout=output)
    assert output.getvalue() == "The service of KEYS_URL keeps the keys: there is nothing to make here.\n"
    with pytest.raises(CommandError, match="doors of its own"):
        call_command("personal_keys", "rotate-master")
    assert vault.asked == []
