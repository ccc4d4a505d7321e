"""What a store of files does, whatever keeps them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from gopro.errors import NotFound, Unavailable

BINARY = "application/octet-stream"
ADDRESS_HOLDS = timedelta(minutes=15)
LONGEST_NAME = 200
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")


class FileNotThere(NotFound):
    """No such file, or its address holds no longer."""

    title = "There is no such file, or this address holds no longer"


class StoreAway(Unavailable):
    """The server that keeps the files doesn't answer."""

    title = "Files can't be reached at the moment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    name: str
    size: int
    modified_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What will be sent; `sha256` in hex."""

    size: int
    sha256: str
    content_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """How to send what was announced, and nothing else: one request with these headers and the bytes."""

    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """How a browser gets a file: under which name, as what, in a page or to be saved, kept for how many seconds."""

    file_name: str
    content_type: str
    is_inline: bool
    max_age: int


class Store(Protocol):
    """Names are paths of small letters, digits, `.`, `_` and `-`; folders need no making."""

    @property
    def origin(self) -> str:
        """Where browsers send files to and get them from; empty where that is this house itself."""

    def save(self, *, name: str, content: BinaryIO, content_type: str = BINARY) -> None:
        """Keep it under this name, in place of what was there: whole or not at all."""

    def open(self, *, name: str) -> BinaryIO:
        """From its beginning; it can be sought in, and the caller closes it. Raises FileNotFoundError."""

    def find(self, *, name: str) -> Stored | None: ...

    def delete(self, *, name: str) -> None:
        """Nothing happens where there is none."""

    def listed(self, *, prefix: str, after: str = "") -> Iterator[Stored]:
        """Those whose names begin so, in the order of their names, behind the name `after`."""

    def upload(self, *, name: str, announced: Announced) -> Upload:
        """An address that takes these bytes for a while. Nothing is asked of a server."""

    def download(self, *, name: str, shown: Shown) -> str:
        """An address that gives the file for a while. Nothing is asked of a server."""


def checked(name: str) -> str:
    """Raises ValueError for what could lead elsewhere."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a file.")
    return name
