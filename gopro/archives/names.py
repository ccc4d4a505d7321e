"""Names of members: which are taken, and how they are spelled here."""

import re
import unicodedata
from collections.abc import Iterator

from gopro.archives.limits import Limits, UnsafeArchive

COMPONENT_BYTES = 255
DRIVE = re.compile(r"[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def safe_name(raw: str, *, limits: Limits) -> str:
    """The relative name with `/` between its parts in NFC; "" is the root itself."""
    _refuse_unprintable(raw)
    _refuse_foreign(raw)
    name = unicodedata.normalize("NFC", raw).removesuffix("/")
    while name.startswith("./"):
        name = name.removeprefix("./")
    if name in {"", "."}:
        return ""
    _refuse_wayward(raw, parts=name.split("/"), limits=limits)
    return name


def _refuse_unprintable(raw: str) -> None:
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise UnsafeArchive(f"{raw!a}: the name isn't UTF-8.") from None
    if CONTROL.search(raw):
        raise UnsafeArchive(f"{raw!a}: a control character in the name.")


def _refuse_foreign(raw: str) -> None:
    if raw.startswith("/"):
        raise UnsafeArchive(f"{raw!r}: an absolute name.")
    if "\\" in raw:
        raise UnsafeArchive(f"{raw!r}: a backslash in the name.")
    if DRIVE.match(raw):
        raise UnsafeArchive(f"{raw!r}: a drive letter in the name.")


def _refuse_wayward(raw: str, *, parts: list[str], limits: Limits) -> None:
    shown = raw if len(raw) <= 80 else f"{raw[:80]}…"
    if ".." in parts:
        raise UnsafeArchive(f"{shown!r}: '..' in the name.")
    if "" in parts or "." in parts:
        raise UnsafeArchive(f"{shown!r}: an empty part in the name.")
    if len(parts) > limits.depth:
        raise UnsafeArchive(f"{shown!r}: nested deeper than {limits.depth} folders.")
    if len(raw.encode()) > limits.name_bytes:
        raise UnsafeArchive(f"{shown!r}: a name longer than {limits.name_bytes:,} bytes.")
    if any(len(part.encode()) > COMPONENT_BYTES for part in parts):
        raise UnsafeArchive(f"{shown!r}: a part of the name longer than {COMPONENT_BYTES} bytes.")


class Names:
    """The file names seen so far; two that some file system would take for one are refused."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: set[str] = set()

    def add(self, name: str) -> None:
        key = _key(name)
        if key in self._files:
            raise UnsafeArchive(f"{name!r}: the same name as {self._files[key]!r}.")
        self._files[key] = name
        self._folders.update(_ancestors(key))

    def check_folders(self) -> None:
        for key in self._folders & self._files.keys():
            raise UnsafeArchive(f"{self._files[key]!r}: both a file and a folder.")


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _ancestors(key: str) -> Iterator[str]:
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key
