"""The files of a tree, and what became of each."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.tree import Action, ReportLine
from gopro.archives.tree import Tree
from gopro.errors import Invalid

LAST_CHARACTER: Final = "\U0010ffff"
TEXT_BYTES: Final = 1 << 20
ALL_TEXT_BYTES: Final = 64 << 20


class Intake:
    """Every file gets one line in the end; what nobody asked for is reported as ignored."""

    def __init__(self, tree: Tree) -> None:
        self.sha256 = tree.sha256
        self._tree = tree
        self._names = tree.names()
        self._texts = 0
        self._files: dict[str, ReportLine] = {}
        self._remarks: list[ReportLine] = []

    def __contains__(self, name: str) -> bool:
        return name in self._tree.files

    def under(self, folder: str) -> tuple[str, ...]:
        """The names in a folder and below, relative to it."""
        prefix = f"{folder}/"
        first, behind = bisect_left(self._names, prefix), bisect_left(self._names, f"{prefix}{LAST_CHARACTER}")
        return tuple(name.removeprefix(prefix) for name in self._names[first:behind])

    def folders(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted({name.partition("/")[0] for name in self.under(folder) if "/" in name}))

    def text(self, name: str, *, type: str, target: str, reason: str = "", most: int = TEXT_BYTES) -> str:
        self._refuse_large(name, most=most)
        content = self._tree.read_text(name)
        if "\0" in content:
            raise Invalid(f"{name}: not text (it holds a NUL).")
        self._files.setdefault(name, ReportLine(path=name, type=type, action="used", reason=reason, target=target))
        return content

    def _refuse_large(self, name: str, *, most: int) -> None:
        size = self._tree.files[name].size
        if size > most:
            raise Invalid(f"{name}: a text of more than {most >> 20} MiB.")
        self._texts += size
        if self._texts > ALL_TEXT_BYTES:
            raise Invalid(f"{name}: the texts of a course are more than {ALL_TEXT_BYTES >> 20} MiB in all.")

    def content(self, name: str, *, type: str, target: str) -> bytes:
        """Of a file that is kept as it is."""
        self._files.setdefault(name, ReportLine(path=name, type=type, action="used", target=target))
        return self._tree.read(name)

    def digest(self, name: str) -> str:
        return hashlib.sha256(self._tree.read(name)).hexdigest()

    def settle(self, path: str, *, type: str, action: Action, reason: str, external_key: str, target: str) -> None:
        """What became of a node: on its file's own line, or on one for its place in a file (`file#/place`)."""
        line = ReportLine(path=path, external_key=external_key, type=type, action=action, reason=reason, target=target)
        if path in self:
            self._files[path] = line
        else:
            self._remarks.append(line)

    def aim(self, name: str, *, target: str) -> None:
        """For a file that itself says which node it makes."""
        self._files[name] = replace(self._files[name], target=target)

    def leave(self, name: str, *, type: str, action: Action, reason: str, target: str = "") -> None:
        self._files.setdefault(name, ReportLine(path=name, type=type, action=action, reason=reason, target=target))

    def remark(
        self, path: str, *, type: str, action: Action, reason: str, external_key: str = "", target: str = ""
    ) -> None:
        self._remarks.append(
            ReportLine(path=path, external_key=external_key, type=type, action=action, reason=reason, target=target)
        )

    def remark_unasked(self, fields: Fields, *, external_key: str = "", target: str = "") -> None:
        for key in fields.unasked():
            self.remark(
                fields.pointer(key),
                type="key",
                action="ignored",
                reason="Not used here.",
                external_key=external_key,
                target=target,
            )

    def lines(self) -> tuple[ReportLine, ...]:
        return (*self._file_lines(), *self._remarks)

    def _file_lines(self) -> Iterator[ReportLine]:
        for name in self._names:
            unasked = ReportLine(
                path=name, type="file", action="ignored", reason="No part of the course is made of it."
            )
            yield self._files.get(name, unasked)
