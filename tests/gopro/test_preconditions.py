"""A condition holds for the version that was seen, and for no other."""

from datetime import UTC, datetime, timedelta

import pytest

from gopro.errors import PreconditionFailed
from gopro.preconditions import UNCONDITIONAL, Precondition, version_tag

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_holds_for_what_was_seen() -> None:
    seen = Precondition(versions=frozenset({version_tag(3), version_tag(NOW)}))
    seen.check(3)
    seen.check(NOW)
    for other in (4, NOW + timedelta(microseconds=1), None):
        with pytest.raises(PreconditionFailed):
            seen.check(other)


def test_without_a_condition_all_holds() -> None:
    UNCONDITIONAL.check(3)


def test_an_empty_condition_never_holds() -> None:
    with pytest.raises(PreconditionFailed):
        Precondition(versions=frozenset()).check(3)
