"""Files that rooms keep beside their database: on the local disk, or wherever Django's `private` storage is."""

from datetime import datetime
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import Storage, storages

PRIVATE = "private"  # reached only through a view that asks who one is


def save(*, name: str, content: BinaryIO) -> None:
    """Keep it under this name, in place of what was there."""
    _storage().save(name, File(content))


def open_for_reading(name: str) -> BinaryIO:
    """The caller closes it. Raises FileNotFoundError."""
    return cast(BinaryIO, _storage().open(name, "rb"))


def delete(name: str) -> None:
    """Nothing happens where there is none."""
    _storage().delete(name)


def exists(name: str) -> bool:
    return _storage().exists(name)


def names(folder: str, *, before: datetime) -> list[str]:
    """Those in the folder that nobody wrote since."""
    try:
        found = [f"{folder}/{name}" for name in _storage().listdir(folder)[1]]
    except FileNotFoundError:
        return []
    return [name for name in found if _storage().get_modified_time(name) < before]


def _storage() -> Storage:
    return storages[PRIVATE]
