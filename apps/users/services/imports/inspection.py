"""A look at the whole file before anything is kept of it: what it is, and whether it can be taken at all."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import dropwhile
from typing import BinaryIO

from apps.users.errors import FileRefused
from apps.users.services.imports.columns import header
from apps.users.services.imports.lines import Line, lines

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
BLOCK = 1024 * 1024
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")  # zip and xlsx, gzip, PDF, xls


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspected:
    """`position` and `line` are where the first row may begin."""

    size: int
    sha256: str
    delimiter: str
    columns: tuple[str, ...]
    position: int
    line: int
    rows: int


def inspect(file: BinaryIO) -> Inspected:
    """Raises FileRefused. The first fault counts, so that a hostile file costs little."""
    _refuse_archives(file)
    size, digest = _measured(file)
    with closing(lines(file)) as found:
        return _read(found, size=size, digest=digest)


def _read(every: Iterator[Line], *, size: int, digest: str) -> Inspected:
    found = dropwhile(lambda line: line.is_blank, every)
    first = next(found, None)
    if first is None:
        raise FileRefused("The file is empty.")
    if first.is_too_long:
        raise FileRefused("The first line, which names the columns, is too long.")
    delimiter, columns = header(first.text)
    return Inspected(
        size=size,
        sha256=digest,
        delimiter=delimiter,
        columns=columns,
        position=first.position,
        line=first.number + 1,
        rows=_counted(found),
    )


def _refuse_archives(file: BinaryIO) -> None:
    file.seek(0)
    if file.read(4).startswith(ARCHIVES):
        raise FileRefused("This is an archive, a workbook or a PDF, not text. Export the sheet as CSV, UTF-8.")


def _measured(file: BinaryIO) -> tuple[int, str]:
    file.seek(0)
    size, digest = 0, sha256()
    while block := file.read(BLOCK):
        size += len(block)
        digest.update(block)
        if size > MOST_BYTES:
            raise FileRefused(
                f"The file may have {MOST_BYTES // BLOCK} MiB at most. Split it, with the first line in each."
            )
    return size, digest.hexdigest()


def _counted(found: Iterator[Line]) -> int:
    count = 0
    for line in found:
        count += not line.is_blank
        if count > MOST_ROWS:
            raise FileRefused(f"The file may have {MOST_ROWS:,} rows at most. Split it, with the first line in each.")
    if not count:
        raise FileRefused("Below the names of the columns there is no row.")
    return count
