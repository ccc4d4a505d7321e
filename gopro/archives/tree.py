"""A tree of files in one unnamed temporary file: however large, it doesn't fill the memory."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import BinaryIO, Self

from gopro.errors import Invalid


@dataclass(frozen=True, slots=True)
class Member:
    """Where a file's bytes lie."""

    spool: BinaryIO
    offset: int
    size: int

    def read(self) -> bytes:
        return os.pread(self.spool.fileno(), self.size, self.offset)


class Tree:
    """Files by relative name, in order of name; close it, or use it in a `with`, to free the disk."""

    def __init__(self, *, files: Mapping[str, Member], sha256: str, spool: BinaryIO) -> None:
        self.files = MappingProxyType(dict(sorted(files.items())))
        self.sha256 = sha256
        self._spool = spool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._spool.close()

    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise Invalid(f"{name}: there is no such file.")
        return self.files[name].read()

    def read_text(self, name: str) -> str:
        try:
            return self.read(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Invalid(f"{name}: not UTF-8 text (byte {error.start}).") from None

    def unwrapped(self) -> "Tree":
        """The same without the one folder that archives are often wrapped in."""
        wrappers = {name.partition("/")[0] for name in self.files}
        if len(wrappers) != 1 or not all("/" in name for name in self.files):
            return self
        files = {name.partition("/")[2]: member for name, member in self.files.items()}
        return Tree(files=files, sha256=self.sha256, spool=self._spool)


def digest(files: Mapping[str, Member]) -> str:
    """One hash of names and contents, whatever the order, owner or time of the files."""
    whole = hashlib.sha256()
    for line in _digest_lines(files):
        whole.update(line)
    return whole.hexdigest()


def _digest_lines(files: Mapping[str, Member]) -> Iterator[bytes]:
    for name in sorted(files):
        content = hashlib.sha256(files[name].read()).hexdigest()
        yield f"{name}\0{content}\n".encode()
