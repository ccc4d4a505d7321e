"""What became of each line, as a stream: CSV for a sheet, JSON for a program. It names lines, and nobody."""

import csv
import json
from collections.abc import Iterator, Sequence
from typing import Any

from apps.users import selectors
from apps.users.models import ImportLine, UserImport

COLUMNS = ("line", "became", "columns", "code", "detail")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def as_csv(user_import: UserImport) -> Iterator[str]:
    """With a byte-order mark, without which sheets don't know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + _row(writer, COLUMNS)
    for line in selectors.import_lines(import_id=user_import.pk):
        yield _row(writer, _cells(line))


def as_json(user_import: UserImport) -> Iterator[str]:
    counts = {name: getattr(user_import, name) for name in ("rows", "created", "updated", "unchanged", "refused")}
    yield json.dumps({"id": str(user_import.pk), "state": user_import.state, **counts})[:-1] + ', "lines": ['
    separator = "\n"
    for line in selectors.import_lines(import_id=user_import.pk):
        yield separator + json.dumps(dict(zip(COLUMNS, _cells(line), strict=True)))
        separator = ",\n"
    yield "\n]}\n"


def harmless(cell: Any) -> str:
    """No sheet takes it for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _row(writer: Any, cells: Sequence[Any]) -> str:
    return str(writer.writerow([harmless(cell) for cell in cells]))


def _cells(line: ImportLine) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in COLUMNS)
