"""A person's data for that person: each room writes its part, then the parts become one archive.

A part is `exports/<export>/<room>.zip` with one JSON Lines file a section. Nothing is held in memory but a row.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.outbox import publish
from gopro.storage.store import store

CHUNK = 1024 * 1024
READ_ME = """What GO-PRO keeps of you: one folder for each part of it, one file for each kind of thing, one line of
JSON for each thing. `manifest.json` says how many lines each file has, and the SHA-256 of each part.
"""

type Sections = Mapping[str, Iterable[Mapping[str, Any]]]


class PartMissing(RuntimeError):
    """A part is not there, or not as its room wrote it; the room must write it again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """`counts` are rows by section, `sha256` is of the file, `size` is in bytes."""

    counts: Mapping[str, int]
    size: int
    sha256: str


def write_part(*, export_id: UUID, room: str, sections: Sections) -> Part:
    """Write the room's part, in place of one that was written before."""
    with TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            counts = {name: _write_section(archive, name=name, rows=rows) for name, rows in sections.items()}
        size, sha256 = _measured(file)
        store().save(name=_name(export_id, of=room), content=cast(BinaryIO, file))
    return Part(counts=counts, size=size, sha256=sha256)


def give_part(*, told: Callable[..., Event], room: str, export_id: UUID, user_id: UUID, sections: Sections) -> None:
    """Write the room's part, then tell it by that fact; no transaction is open while it is written."""
    part = write_part(export_id=export_id, room=room, sections=sections)
    with atomic(room):
        publish(told(export_id=export_id, user_id=user_id, **asdict(part)))


def assemble(*, export_id: UUID, parts: Mapping[str, Part]) -> Part:
    """One archive of the parts, which are deleted. Raises PartMissing."""
    with TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", READ_ME)
            archive.writestr(
                "manifest.json", json.dumps({room: asdict(part) for room, part in parts.items()}, indent=1)
            )
            for room, part in parts.items():
                _take_part(archive, export_id=export_id, room=room, part=part)
        size, sha256 = _measured(file)
        store().save(name=archive_name(export_id), content=cast(BinaryIO, file))
    remove_parts(export_id=export_id, rooms=parts)
    return Part(counts={room: sum(part.counts.values()) for room, part in parts.items()}, size=size, sha256=sha256)


def remove_parts(*, export_id: UUID, rooms: Iterable[str]) -> None:
    for room in rooms:
        store().delete(name=_name(export_id, of=room))


def archive_name(export_id: UUID) -> str:
    return _name(export_id, of="account")


def _name(export_id: UUID, *, of: str) -> str:
    return f"exports/{export_id}/{of}.zip"


def _write_section(archive: ZipFile, *, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
        for row in rows:
            file.write(json.dumps(dict(row), default=str, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _take_part(archive: ZipFile, *, export_id: UUID, room: str, part: Part) -> None:
    try:
        with store().open(name=_name(export_id, of=room)) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != part.sha256:  # type: ignore[arg-type]  # a file is one
                raise PartMissing(f"The part of {room} is not as it was written.")
            file.seek(0)
            _copy(ZipFile(file), archive=archive, folder=room)
    except FileNotFoundError:
        raise PartMissing(f"The part of {room} is not there.") from None


def _copy(part: ZipFile, *, archive: ZipFile, folder: str) -> None:
    for name in part.namelist():
        with part.open(name) as source, archive.open(f"{folder}/{name}", "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, CHUNK)


def _measured(file: IO[bytes]) -> tuple[int, str]:
    """Size and digest; the file stands at its beginning afterwards."""
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file is one
    size = file.tell()
    file.seek(0)
    return size, sha256
