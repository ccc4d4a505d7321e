"""Which passwords are taken."""

import pytest

from apps.users.errors import PasswordRefused
from apps.users.models import User
from apps.users.services import passwords

ADA = User(username="lovelace", email="ada@example.org", display_name="Countess Ada")


@pytest.mark.parametrize(
    "password",
    [
        "abcd efg",
        "x" * 127 + "y",
        "пароль на вечір",
        "日本語のパスワード",
        "   two  words   ",
        "zzzzqqqq!",
        "👩‍💻👩‍💻👩‍💻 ok",
    ],
)
def test_takes_any_characters(password):
    passwords.check(password, user=ADA, field="/password")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "1234567",
        "\ufb01" * 3,
        "x" * 129,
        "password",
        "PASSWORD1",
        "qwertyuiop",
        "lovelace1",
        "ada@example.org",
        "countess ada",
    ],
)
def test_refuses_short_long_common_and_personal_ones(password):
    with pytest.raises(PasswordRefused) as refusal:
        passwords.check(password, user=ADA, field="/here")
    assert list(refusal.value.fields) == ["/here"]


def test_hashes_differ_and_hold():
    one, other = passwords.hashed("the same words"), passwords.hashed("the same words")
    assert one != other
    assert passwords.holds("the same words", encoded=one)
    assert not passwords.holds("the same word", encoded=one)
    assert not passwords.is_outdated(one)
