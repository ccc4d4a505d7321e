"""What goes out: RFC 3339 in UTC, numbers as numbers."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.functional import lazystr

from gopro.api.media import dumps


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b'"2026-01-02T03:04:05Z"'),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2))), b'"2026-01-02T03:04:05.000006+02:00"'),
        (Decimal("12.50"), b"12.5"),
        (lazystr("later"), b'"later"'),
        (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
        ({UUID(int=1): "ї"}, '{"00000000-0000-0000-0000-000000000001":"ї"}'.encode()),
        (frozenset({1}), b"[1]"),
        (float("nan"), b"null"),
    ],
)
def test_writes(value: Any, written: bytes) -> None:
    assert dumps(value) == written


def test_has_no_form_for_objects() -> None:
    with pytest.raises(TypeError):
        dumps(object())
