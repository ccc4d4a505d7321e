"""A file line by line, in flat memory, with the position in bytes after each: where a later run can go on."""

from collections.abc import Generator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from apps.users.errors import FileRefused

LONGEST_LINE = 8192  # characters; all columns at their longest take a tenth of it
ENDS = ("\n", "\r")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`position` is where the next line begins. Of a line that is too long only the beginning is kept."""

    number: int
    text: str
    position: int
    is_too_long: bool

    @property
    def is_blank(self) -> bool:
        return not self.text.strip("\r\n\t ,;")


def lines(file: BinaryIO, *, position: int = 0, number: int = 1) -> Generator[Line]:
    """From there on, however they end. Raises FileRefused at the first that is no UTF-8 text."""
    file.seek(position)
    text = TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
    try:
        while found := text.readline(LONGEST_LINE):
            size = _size(found, number=number)
            is_too_long = len(found) == LONGEST_LINE and not found.endswith(ENDS)
            if is_too_long:
                size += _skipped(text, number=number)
            shown = found.removeprefix(BYTE_ORDER_MARK) if position == 0 else found
            position += size
            yield Line(number=number, text=shown, position=position, is_too_long=is_too_long)
            number += 1
    finally:
        text.detach()


def _skipped(text: TextIOWrapper, *, number: int) -> int:
    """The size of the line's rest."""
    size = 0
    while found := text.readline(LONGEST_LINE):
        size += _size(found, number=number)
        if found.endswith(ENDS):
            break
    return size


def _size(text: str, *, number: int) -> int:
    """In bytes. What was no UTF-8 was read as lone surrogates, which can't be written."""
    if "\0" in text:
        raise FileRefused(f"Line {number} holds a NUL character: this is no text. Export the sheet as CSV, UTF-8.")
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise FileRefused(f"Line {number} isn't UTF-8. Save the file again as CSV in UTF-8.") from None
