"""A part of a file, as `Range` asks for it (RFC 9110): one part, in bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from gopro.errors import DomainError

BYTES = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")
CHUNK = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """From the byte `first` to `last`, both within it."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def header(self, *, size: int) -> str:
        return f"bytes {self.first}-{self.last}/{size}"

    def read(self, file: BinaryIO) -> Iterator[bytes]:
        """Closes the file behind it."""
        with file:
            file.seek(self.first)
            left = self.length
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


class OutOfRange(DomainError):
    """Nothing of the file lies there."""


def part_of(header: str, *, size: int) -> Part | None:
    """None for what need not be understood: several parts, other units. Raises OutOfRange."""
    found = BYTES.fullmatch(header.strip())
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:  # the last so many bytes
        wanted = int(found["last"])
        return _within(Part(first=max(size - wanted, 0), last=size - 1), size=size)
    last = min(int(found["last"]), size - 1) if found["last"] else size - 1
    if found["last"] and int(found["last"]) < int(found["first"]):
        return None
    return _within(Part(first=int(found["first"]), last=last), size=size)


def _within(part: Part, *, size: int) -> Part:
    if part.first >= size or part.last < part.first:
        raise OutOfRange
    return part
