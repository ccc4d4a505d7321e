"""Names of blocks: those that they had, or such as every platform takes."""

import hashlib
import re
from typing import Final

SAFE: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_-])?")
DIGITS: Final = 32


class Names:
    """A name is one of its kind, on file systems that know no capitals too."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    def named(self, kind: str, *, key: str) -> str:
        """`problem/x` is `x` as long as nothing else is."""
        name = key.partition("/")[2] or key
        if not SAFE.fullmatch(name) or (kind, name.casefold()) in self._taken:
            name = hashlib.sha256(f"{kind}/{key}".encode()).hexdigest()[:DIGITS]
        self._taken.add((kind, name.casefold()))
        return name


class FileNames:
    """The same for files, which keep their suffix."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def named(self, name: str, *, key: str) -> str:
        safe = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII).lstrip(".-") or "file"
        if safe.casefold() in self._taken:
            safe = f"{hashlib.sha256(key.encode()).hexdigest()[:DIGITS]}-{safe}"
        self._taken.add(safe.casefold())
        return safe
