"""What is promised of a person's key, of each store alike."""

import base64
import time
from uuid import uuid4

import pytest

from gopro.security import keys
from gopro.security.keys import cipher, known
from gopro.security.keys.errors import KeyDestroyed, KeyMissing, Tampered
from gopro.security.keys.store import store

FIELD = "users.user.user_created.v1/email"
CLEAR = "ada@example.org"


@pytest.mark.parametrize("text", [CLEAR, "", "Ада Лавлейс 👩‍💻", "enc:v1:", "x" * 10_000, "a\x00b"])
def test_reads_what_it_wrote_now_and_elsewhere(keeper, text):
    person = uuid4()
    token = keys.encrypt(person, text, field=FIELD)
    assert keys.is_ciphertext(token)
    assert text not in token or len(text) < 8
    assert keys.decrypt(person, token, field=FIELD) == text
    known.keys.forget_all()
    assert keys.decrypt(person, token, field=FIELD) == text


def test_the_same_text_looks_different_each_time(keeper):
    person = uuid4()
    assert len({keys.encrypt(person, CLEAR, field=FIELD) for _ in range(50)}) == 50


def test_each_person_has_their_own(keeper):
    ada, bob = uuid4(), uuid4()
    token = keys.encrypt(ada, CLEAR, field=FIELD)
    keys.encrypt(bob, CLEAR, field=FIELD)
    with pytest.raises(Tampered):
        keys.decrypt(bob, token, field=FIELD)


def test_one_fields_ciphertext_can_not_stand_in_anothers_place(keeper):
    person = uuid4()
    token = keys.encrypt(person, CLEAR, field=FIELD)
    with pytest.raises(Tampered):
        keys.decrypt(person, token, field="users.user.user_created.v1/username")


def test_ciphertext_is_bound_to_its_person_even_under_one_key(keeper):
    ada, bob = uuid4(), uuid4()
    token = keys.encrypt(ada, CLEAR, field=FIELD)
    key = store().opened(ada, wrapped=cipher.wrapped_key(token))
    assert key is not None
    assert cipher.unseal(token, key=key, person=ada, field=FIELD) == CLEAR
    with pytest.raises(Tampered):
        cipher.unseal(token, key=key, person=bob, field=FIELD)


def test_any_changed_bit_is_noticed(keeper):
    person = uuid4()
    token = keys.encrypt(person, CLEAR, field=FIELD)
    sealed, _, rest = token.removeprefix(cipher.PREFIX).partition(":")
    raw = base64.urlsafe_b64decode(sealed)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        forged = cipher.PREFIX + base64.urlsafe_b64encode(changed).decode() + (f":{rest}" if rest else "")
        with pytest.raises(Tampered):
            keys.decrypt(person, forged, field=FIELD)


@pytest.mark.parametrize("rubbish", ["enc:v1:", "enc:v1:!!", "enc:v1:AAAA", "enc:v1:AAA", "enc:v1:ї"])
def test_rubbish_is_told_from_ciphertext(keeper, rubbish):
    person = uuid4()
    wrapped = keys.encrypt(person, CLEAR, field=FIELD)[7:].partition(":")[2]
    with pytest.raises(Tampered):
        keys.decrypt(person, f"{rubbish}:{wrapped}", field=FIELD)


def test_after_a_destruction_nothing_is_read_and_nothing_is_written(keeper):
    person, other = uuid4(), uuid4()
    tokens = [keys.encrypt(person, CLEAR, field=FIELD) for _ in range(3)]
    kept = keys.encrypt(other, CLEAR, field=FIELD)
    assert keys.exists(person)
    keys.destroy(person)
    for _ in range(2):
        assert [keys.decrypt(person, token, field=FIELD) for token in tokens] == [None] * 3
        with pytest.raises(KeyDestroyed):
            keys.encrypt(person, CLEAR, field=FIELD)
        assert not keys.exists(person)
        known.keys.forget_all()
        keys.destroy(person)
    assert keys.decrypt(other, kept, field=FIELD) == CLEAR


def test_whoever_was_destroyed_before_they_had_a_key_gets_none(keeper):
    person = uuid4()
    keys.destroy(person)
    with pytest.raises(KeyDestroyed):
        keys.encrypt(person, CLEAR, field=FIELD)


def test_a_key_that_is_missing_is_not_taken_for_destroyed(keeper):
    person, other = uuid4(), uuid4()
    token = keys.encrypt(other, CLEAR, field=FIELD)
    with pytest.raises(KeyMissing):
        keys.decrypt(person, token, field=FIELD)
    assert not keys.exists(person)


def test_a_process_that_remembers_the_key_forgets_it_in_time(keeper, monkeypatch):
    person = uuid4()
    token = keys.encrypt(person, CLEAR, field=FIELD)
    store().destroy(person, reason="by another process")
    assert keys.decrypt(person, token, field=FIELD) == CLEAR
    now = time.monotonic()
    monkeypatch.setattr("gopro.security.keys.known.time.monotonic", lambda: now + known.KNOWN_FOR + 0.1)
    assert known.KNOWN_FOR <= 60
    assert keys.decrypt(person, token, field=FIELD) is None
    with pytest.raises(KeyDestroyed):
        keys.encrypt(person, CLEAR, field=FIELD)


def test_what_is_remembered_is_bounded(keeper, monkeypatch):
    monkeypatch.setattr(known, "MOST_KNOWN", 4)
    for _ in range(10):
        keys.encrypt(uuid4(), CLEAR, field=FIELD)
        assert len(known.keys._learned) <= 5


def test_keys_of_many_are_made_at_once(keeper):
    people = [uuid4() for _ in range(5)]
    keys.destroy(people[0])
    before = keys.encrypt(people[1], CLEAR, field=FIELD)
    known.keys.forget_all()
    keys.make(iter(people))
    assert [keys.exists(person) for person in people] == [False, True, True, True, True]
    with pytest.raises(KeyDestroyed):
        keys.encrypt(people[0], CLEAR, field=FIELD)
    assert keys.decrypt(people[1], before, field=FIELD) == CLEAR
    token = keys.encrypt(people[2], CLEAR, field=FIELD)
    known.keys.forget_all()
    assert keys.decrypt(people[2], token, field=FIELD) == CLEAR


def test_nothing_shows_a_key(keeper):
    person = uuid4()
    keys.encrypt(person, CLEAR, field=FIELD)
    key = known.keys.current(person)
    assert "secret" not in repr(key)


def test_warm_is_quick(keeper):
    person = uuid4()
    token = keys.encrypt(person, CLEAR, field=FIELD)
    best = min(_seconds(person, token) for _ in range(5))
    assert best < 0.000_200, f"{best * 1e6:.0f} µs for one of each"


def _seconds(person, token) -> float:
    began = time.perf_counter()
    for _ in range(200):
        keys.encrypt(person, CLEAR, field=FIELD)
        keys.decrypt(person, token, field=FIELD)
    return (time.perf_counter() - began) / 200
