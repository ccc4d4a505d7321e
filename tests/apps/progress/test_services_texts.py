"""Which short texts count as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.progress.services.texts import plain

STRICT = st.sets(st.sampled_from(["case", "spaces", "forms"]))


@pytest.mark.parametrize(
    ("one", "other", "told_apart_by"),
    [
        ("Go", "gO", "case"),
        ("straße", "STRASSE", "case"),
        ("a  b\n", "a b", "spaces"),
        ("x\u00b2", "x2", "forms"),
        ("\uff11\uff12", "12", "forms"),
        ("cafe\u0301", "caf\u00e9", ""),
    ],
)
def test_what_is_forgiven_unless_an_author_is_strict(one: str, other: str, told_apart_by: str) -> None:
    for strict in ("case", "spaces", "forms"):
        is_one = plain(one, strict={strict}) == plain(other, strict={strict})
        assert is_one == (strict != told_apart_by), strict


@given(st.text(), STRICT)
def test_what_is_plain_stays(text: str, strict: set[str]) -> None:
    once = plain(text, strict=strict)
    assert plain(once, strict=strict) == once


@given(st.text(), STRICT)
def test_less_strict_never_tells_more_apart(text: str, strict: set[str]) -> None:
    assert plain(plain(text, strict=strict), strict=()) == plain(text, strict=())
