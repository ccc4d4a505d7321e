"""Folders: copied as they are now, without following any link."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from gopro.archives.limits import Budget, UnsafeArchive
from gopro.archives.names import Names, safe_name
from gopro.archives.tree import Member

CHUNK = 1 << 18
REPOSITORY = ".git"
NO_LINK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def spool_folder(path: Path, *, spool: BinaryIO, budget: Budget) -> dict[str, Member]:
    """A repository's own records (`.git`) are no part of the content."""
    files: dict[str, Member] = {}
    names = Names()
    for root, folders, entries, handle in os.fwalk(path, onerror=_refuse_unreadable):
        folders[:] = sorted(name for name in folders if name != REPOSITORY)
        prefix = Path(root).relative_to(path).as_posix()
        for entry in folders + sorted(entries):
            raw = entry if prefix == "." else f"{prefix}/{entry}"
            budget.add_member(raw)
            name = safe_name(raw, limits=budget.limits)
            if _is_folder(entry, name=name, handle=handle):
                continue
            names.add(name)
            files[name] = _spooled(entry, name=name, handle=handle, spool=spool, budget=budget)
    names.check_folders()
    spool.flush()
    return files


def _refuse_unreadable(error: OSError) -> None:
    raise UnsafeArchive(f"{error.filename!r}: can't be read ({error.strerror}).")


def _is_folder(entry: str, *, name: str, handle: int) -> bool:
    mode = os.stat(entry, dir_fd=handle, follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        raise UnsafeArchive(f"{name!r}: a symbolic link; only files and folders are taken.")
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UnsafeArchive(f"{name!r}: a device or other special file; only files and folders are taken.")
    return stat.S_ISDIR(mode)


def _spooled(entry: str, *, name: str, handle: int, spool: BinaryIO, budget: Budget) -> Member:
    offset, count = spool.tell(), 0
    try:
        opened = os.open(entry, NO_LINK, dir_fd=handle)
    except OSError as error:
        raise UnsafeArchive(f"{name!r}: can't be read ({error.strerror}).") from None
    with os.fdopen(opened, "rb") as stream:
        while chunk := stream.read(CHUNK):
            count += len(chunk)
            budget.check_file(name, count)
            budget.add_bytes(name, len(chunk))
            spool.write(chunk)
    return Member(spool, offset, count)
