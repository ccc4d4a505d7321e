"""What exporters are given, and what they make of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from apps.courses.services.importers.tree import ImportedCourse

type ExportedCourse = ImportedCourse
type Exporter = Callable[[ExportedCourse], Iterator["ExportedFile"]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedFile:
    """`path` is relative, with `/` between its parts."""

    path: str
    content: bytes


def digests(files: Iterable[ExportedFile]) -> dict[str, str]:
    """SHA-256 by path."""
    return {file.path: hashlib.sha256(file.content).hexdigest() for file in files}
