"""Regular expressions that people write."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopro.patterns import LONGEST, UnusablePattern, check_pattern, matches


@pytest.mark.parametrize("pattern", ["(a", "a{1001}", "(?=a)", r"(a)\1", "((a{100}){100}){100}", "a" * (LONGEST + 1)])
def test_what_no_linear_engine_takes_is_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(UnusablePattern) as refusal:
        check_pattern(pattern)
    assert str(refusal.value)


def test_the_whole_text_counts() -> None:
    assert matches(pattern="gr[ae]y", text="grey", ignores_case=False)
    assert not matches(pattern="gr[ae]y", text="greyish", ignores_case=False)
    assert not matches(pattern="gr[ae]y", text="GREY", ignores_case=False)
    assert matches(pattern="gr[ae]y", text="GREY", ignores_case=True)
    assert not matches(pattern="(a", text="(a", ignores_case=False)


def test_no_pattern_takes_long() -> None:
    """The standard engine needs seconds for thirty of these, and would for ever for two thousand."""
    began = time.perf_counter()
    assert not matches(pattern="(a+)+b", text="a" * 2_000, ignores_case=False)
    assert not matches(pattern="(a|a)*b", text="a" * 2_000, ignores_case=False)
    assert time.perf_counter() - began < 1


@given(st.text(max_size=30))
def test_what_is_quoted_matches_itself_alone(text: str) -> None:
    written = text.encode(errors="replace").decode()
    pattern = re.sub(r"([^A-Za-z0-9\s\x80-\U0010ffff])", r"\\\1", written)
    if "\0" not in written:
        assert matches(pattern=pattern, text=written, ignores_case=False)
        assert not matches(pattern=pattern, text=f"{written}x", ignores_case=False)
