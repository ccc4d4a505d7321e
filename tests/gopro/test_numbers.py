"""Numbers as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopro.numbers import LONGEST, NotANumber, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"), (" 3.50 ", "3.50"), ("3,5", "3.5"), ("-0,25", "-0.25"), ("\u22122", "-2"), ("+1e3", "1000"),
        ("1E-3", "0.001"), ("2,5e2", "250"), (".5", "0.5"), ("5.", "5"), ("0,125", "0.125"), ("1234,567", "1234.567"),
    ],
)  # fmt: skip
def test_point_comma_sign_and_exponent(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,234", "This can be read in two ways: write 1234, or 1.234."),
        ("1,234,567", "Write the digits without anything between the thousands."),
        ("1 000", "Write the digits without anything between the thousands."),
        ("1'000.5", "Write the digits without anything between the thousands."),
        ("1_000", "Write the digits without anything between the thousands."),
        ("5 km", "The number alone, without a unit or anything else behind it."),
        ("50%", "The number alone, without a unit or anything else behind it."),
        ("1/2", "The number alone, without a unit or anything else behind it."),
        ("0x1F", "The number alone, without a unit or anything else behind it."),
        ("10\u00b3", "The number alone, without a unit or anything else behind it."),
        ("\uff11", "A number such as 3, -2.5 or 1e3."),
        ("", "A number such as 3, -2.5 or 1e3."),
        ("nan", "A number such as 3, -2.5 or 1e3."),
        ("inf", "A number such as 3, -2.5 or 1e3."),
        ("--1", "A number such as 3, -2.5 or 1e3."),
        ("1e999999", "An exponent from -400 to 400."),
        ("1" * (LONGEST + 1), f"A number of at most {LONGEST} characters."),
    ],
)
def test_what_is_refused_is_told_how_to_be_written(text: str, reason: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        parse_number(text)
    assert str(refusal.value) == reason


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=12))
def test_what_is_written_is_read_exactly(number: Decimal) -> None:
    assert parse_number(f"{number:f}") == number
    assert parse_number(f"{number:f}".replace(".", ",")) == number
    assert parse_number(f"{number:e}") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_json_keeps_its_digits(number: float) -> None:
    assert float(parse_number(str(number))) == number


@given(st.text(max_size=80))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with suppress(NotANumber):
        assert parse_number(text).is_finite()
