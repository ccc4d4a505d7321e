"""Which passwords are taken."""

import time
from hashlib import sha1

import pytest

from apps.users.errors import PasswordRefused
from apps.users.models import User
from apps.users.services import passwords
from gopro.errors import Unavailable
from gopro.security import breaches
from tests.house.sources import ROOT

ADA = User(username="lovelace", email="ada.byron@analytical.example", display_name="Countess Ada")


def refused(password: str, *, user: User = ADA) -> str:
    """Why, or nothing."""
    try:
        passwords.check(password, user=user, field="/here")
    except PasswordRefused as refusal:
        return refusal.fields["/here"]
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "abcd efgh whimsy",
        ("wine-dark sea at noon, " * 6)[:128],
        "пароль на вечір",
        "日本語のパスワードを一つ選ぶ。",
        "   two  words   ",
        "nosinglecapitalordigit",
        "7201 4432 9918 0557",
        "👩‍💻👩‍💻👩‍💻 at her desk",
    ],
)
def test_takes_any_characters(password):
    assert refused(password) == ""


@pytest.mark.parametrize("password", ["", "x", "Xq7!zP2#kL9?wT", "\ufb01" * 6])
def test_refuses_short_ones_by_their_characters_after_normalization(password):
    assert refused(password).startswith("At least 15 characters") is (len(passwords.normalized(password)) < 15)
    assert refused(password)


def test_refuses_what_is_too_long_to_be_typed():
    assert refused("a long line " * 11).startswith("At most 128")


@pytest.mark.parametrize("password", ["correcthorsebatterystaple", "1q2w3e4r5t6y7u8i", "thequickbrownfox"])
def test_refuses_common_ones_without_any_file(password, settings):
    settings.BREACHED_PASSWORDS = ""
    assert "breaches of other sites" in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454\u0454",
        "letmeinletmeinletmein",
        "Summer2026Summer2026",
        "lovelace lovelace",
        "Ada.Byron@Analytical.example",
        "countess ada countess",
        "GO-PRO go-pro GoPro",
        "gopro course lesson",
    ],
)
def test_refuses_what_is_guessed_by_who_knows_the_person_or_us(password):
    assert "few tries" in refused(password)


def test_anothers_name_is_a_word_like_any_other():
    other = User(username="grace", email="grace@example.org", display_name="Grace")
    assert refused("babbage engine 1834", user=other) == ""
    babbage = User(username="babbage", email="engine@example.org", display_name="1834")
    assert "few tries" in refused("babbage engine 1834", user=babbage)


def test_refuses_what_the_operators_file_holds(tmp_path, settings):
    leaked, safe = "wine-dark sea at noon", "wine-dark sea at dusk"
    settings.BREACHED_PASSWORDS = str(tmp_path / "breached.bin")
    digest = sha1(leaked.encode(), usedforsecurity=False).hexdigest()
    breaches.build([f"{digest}:3\n"], into=tmp_path / "breached.bin")
    assert "breaches of other sites" in refused(leaked)
    assert refused(safe) == ""


def test_takes_nothing_while_the_operators_file_is_broken(tmp_path, settings):
    for file in (tmp_path / "missing", tmp_path / "other"):
        (tmp_path / "other").write_bytes(b"something else")
        settings.BREACHED_PASSWORDS = str(file)
        with pytest.raises(Unavailable):
            passwords.check("wine-dark sea at noon", user=ADA, field="/here")


@pytest.mark.parametrize("password", ["162@%||!19&732%0{@&(0[522+&($4" * 4, "@" * 128, "e3" * 64, "1999" * 32])
def test_weighing_takes_no_longer_than_hashing_a_few(password):
    began = time.process_time()
    refused(password)
    assert time.process_time() - began < 0.5


def test_hashes_differ_and_hold():
    one, other = passwords.hashed("the same words"), passwords.hashed("the same words")
    assert one != other
    assert passwords.holds("the same words", encoded=one)
    assert not passwords.holds("the same word", encoded=one)
    assert not passwords.is_outdated(one)


def test_holds_however_it_was_composed_and_in_no_other_case():
    encoded = passwords.hashed("Caf\u00e9 sur la plage")
    assert passwords.holds("Cafe\u0301 sur la plage", encoded=encoded)
    assert not passwords.holds("caf\u00e9 sur la plage", encoded=encoded)
    assert not passwords.holds("Caf\u00e9 sur la plage ", encoded=encoded)


def test_the_documented_words_are_those_that_are_refused():
    documented = " ".join((ROOT / "docs" / "users.md").read_text().split())
    assert ", ".join(passwords.CONTEXT) in documented
    for word in passwords.CONTEXT:
        assert "few tries" in refused(f"{word} {word} xyz {word} {word}")
