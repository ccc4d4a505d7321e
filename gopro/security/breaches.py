"""Passwords of other sites' breaches, asked offline: one file, made of a download of Have I Been Pwned.

The file keeps 52 bits of each SHA-1: twenty say in which range it stands, 32 stand there, in order. Asking reads one
range, four kilobytes of a thousand million passwords, and takes about one password in four million for another.
"""

import os
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from itertools import accumulate
from pathlib import Path
from struct import iter_unpack
from tempfile import NamedTemporaryFile
from typing import IO, Final

MAGIC: Final = b"GOPROBP1"
PREFIX: Final = 5  # hexadecimal digits, as in the ranges that are downloaded
TAIL: Final = slice(PREFIX, PREFIX + 8)
RANGES: Final = 16**PREFIX
PLACE: Final = 8  # bytes of a number in the index
LINE: Final = re.compile(r"([0-9A-Fa-f]{40})(?::(\d+))?\s*")


class BreachFileInvalid(ValueError):
    """The file isn't what it should be; the message says where."""


@dataclass(frozen=True, slots=True)
class Breaches:
    """The file, opened for each question and for no longer: an operator may replace it at any time."""

    file: Path

    def contain(self, password: str) -> bool:
        digest = sha1(password.encode("utf-8", errors="replace"), usedforsecurity=False).hexdigest()
        with self.file.open("rb") as opened:
            found = _range(opened, int(digest[:PREFIX], 16))
        return (int(digest[TAIL], 16),) in iter_unpack(">I", found)


@dataclass(slots=True)
class Built:
    """How many hashes were read, and how many of them were kept."""

    read: int = 0
    kept: int = 0
    last: str = field(default="", repr=False)


def build(lines: Iterable[str], *, into: Path, at_least: int = 1) -> Built:
    """Make the file of lines `SHA1[:COUNT]` in the order of the hashes, as they are downloaded.

    `at_least` leaves out what was seen less often. The file appears whole or not at all.
    """
    built = Built()
    with _appearing(into) as opened:
        ends = [0] * RANGES
        opened.seek(len(MAGIC) + (RANGES + 1) * PLACE)
        for digest in _hashes(lines, at_least=at_least, built=built):
            opened.write(bytes.fromhex(digest[TAIL]))
            ends[int(digest[:PREFIX], 16)] = built.kept
        opened.seek(0)
        opened.write(MAGIC)
        opened.write(_index(ends))
    return built


@contextmanager
def _appearing(file: Path) -> Iterator[IO[bytes]]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=file.parent, delete=False) as opened:
        try:
            yield opened.file
            opened.flush()
            os.fsync(opened.fileno())
        except BaseException:
            Path(opened.name).unlink()
            raise
    Path(opened.name).chmod(0o644)
    Path(opened.name).replace(file)


def _hashes(lines: Iterable[str], *, at_least: int, built: Built) -> Iterator[str]:
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            raise BreachFileInvalid(f"Line {built.read + 1} is no SHA-1 hash with a count.")
        digest = found[1].upper()
        if digest <= built.last:
            raise BreachFileInvalid(f"Line {built.read + 1} isn't in the order of the hashes.")
        built.read, built.last = built.read + 1, digest
        if int(found[2] or 1) >= at_least:
            built.kept += 1
            yield digest


def _index(ends: Iterable[int]) -> bytes:
    """Where each range begins, and where the last one ends; a range without hashes ends where it begins."""
    positions = array("Q", accumulate(ends, max, initial=0))
    if sys.byteorder == "little":
        positions.byteswap()
    return positions.tobytes()


def _range(opened: IO[bytes], number: int) -> bytes:
    if opened.read(len(MAGIC)) != MAGIC:
        raise BreachFileInvalid("This file was not made by `breached_passwords build`.")
    opened.seek(number * PLACE, os.SEEK_CUR)
    ends = opened.read(2 * PLACE)
    begin, end = int.from_bytes(ends[:PLACE]), int.from_bytes(ends[PLACE:])
    opened.seek(len(MAGIC) + (RANGES + 1) * PLACE + begin * 4)
    found = opened.read((end - begin) * 4)
    if len(ends) != 2 * PLACE or len(found) != (end - begin) * 4:
        raise BreachFileInvalid("This file was cut short.")
    return found
