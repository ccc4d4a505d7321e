"""Files on the local disk, with addresses that this house signs and serves itself."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from django.conf import settings

from gopro.errors import Invalid
from gopro.storage.contract import BINARY, Announced, FileNotThere, Shown, Stored, Upload, checked
from gopro.storage.grants import Grant, granted, until

CHUNK = 64 * 1024
UNFINISHED = "unfinished"  # what was being written when something was killed stays there until it is collected
FOLDERS, FILES = 0o700, 0o600


class NotAsAnnounced(Invalid):
    """Other bytes than those that the address is for."""

    code = "not_as_announced"
    title = "These are not the bytes that were announced"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class DiskStore:
    def __init__(self, *, folder: Path) -> None:
        self._folder = folder

    @property
    def origin(self) -> str:
        return ""

    def save(self, *, name: str, content: BinaryIO, content_type: str = BINARY) -> None:
        """What kind of file it is stands in whoever's row, and in the address that gives it."""
        with self._written(name) as draft:
            shutil.copyfileobj(content, draft, CHUNK)

    def open(self, *, name: str) -> BinaryIO:
        return self.path(name).open("rb")

    def find(self, *, name: str) -> Stored | None:
        try:
            return self._stored(self.path(name))
        except FileNotFoundError:
            return None

    def delete(self, *, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def listed(self, *, prefix: str, after: str = "") -> Iterator[Stored]:
        """Of a folder: `prefix` ends with a stroke."""
        below = self._folder / checked(prefix.rstrip("/"))
        names = sorted(str(path.relative_to(self._folder)) for path in below.rglob("*") if path.is_file())
        for name in names:
            found = self.find(name=name) if name > after else None
            if found is not None:
                yield found

    def upload(self, *, name: str, announced: Announced) -> Upload:
        grant = Grant(name=checked(name), until=until(), announced=announced)
        headers = {"Content-Type": announced.content_type}
        return Upload(method="PUT", url=_url(grant), headers=headers, expires_at=grant.expires_at)

    def download(self, *, name: str, shown: Shown) -> str:
        return _url(Grant(name=checked(name), until=until(), shown=shown))

    def receive(self, *, token: str, content: Readable, content_type: str) -> None:
        """What comes to an address of `upload`. Raises FileNotThere or NotAsAnnounced."""
        grant = granted(token)
        announced = grant.announced
        if announced is None:
            raise FileNotThere
        if content_type != announced.content_type:
            raise NotAsAnnounced(f"Content-Type must be {announced.content_type}.")
        with self._written(grant.name) as draft:
            _copy(content, to=draft, announced=announced)

    def path(self, name: str) -> Path:
        return self._folder / checked(name)

    @contextmanager
    def _written(self, name: str) -> Iterator[BinaryIO]:
        """Beside its place until it is whole and on the disk."""
        target, draft = self.path(name), self._folder / UNFINISHED / uuid4().hex
        for folder in (target.parent, draft.parent):
            folder.mkdir(mode=FOLDERS, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILES), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def _stored(self, path: Path) -> Stored:
        found = path.stat()
        return Stored(
            name=str(path.relative_to(self._folder)),
            size=found.st_size,
            modified_at=datetime.fromtimestamp(found.st_mtime, tz=UTC),
        )


def _url(grant: Grant) -> str:
    return f"{settings.PUBLIC_URL}/files/{grant.token()}"


def _copy(content: Readable, *, to: BinaryIO, announced: Announced) -> None:
    """No more is read than was announced, and one byte, which would be too many."""
    digest, left = hashlib.sha256(), announced.size + 1
    while left and (chunk := content.read(min(CHUNK, left))):
        left -= len(chunk)
        digest.update(chunk)
        to.write(chunk)
    if left != 1:
        raise NotAsAnnounced(f"{announced.size} bytes were announced.")
    if digest.hexdigest() != announced.sha256:
        raise NotAsAnnounced("Their SHA-256 is another one.")
