"""Tar archives: unpacked as a stream, then indexed where they lie."""

import tarfile
from typing import BinaryIO, cast

from gopro.archives.limits import Budget, Limits, UnsafeArchive, size
from gopro.archives.names import Names, safe_name
from gopro.archives.tree import Member

BLOCK = 512
CHUNK = 1 << 18


def spool_stream(stream: BinaryIO, *, archive: str, spool: BinaryIO, budget: Budget) -> None:
    while chunk := stream.read(CHUNK):
        budget.add_bytes(archive, len(chunk))
        spool.write(chunk)
    spool.flush()
    if not spool.tell():
        raise UnsafeArchive(f"{archive!r}: the archive is empty or truncated.")


def index_tar(spool: BinaryIO, *, archive: str, budget: Budget) -> dict[str, Member]:
    length = spool.seek(0, 2)
    spool.seek(0)
    headers = cast(BinaryIO, _Headers(spool, archive=archive, limits=budget.limits))
    try:
        with _Tar(fileobj=headers, mode="r", encoding="utf-8", errors="strict") as tar:
            files = _members(tar, spool=spool, length=length, budget=budget)
            _refuse_rest(spool, offset=tar.offset, length=length, archive=archive)
    except UnicodeDecodeError as error:
        raise UnsafeArchive(f"{error.object[:80]!a}: the name isn't UTF-8.") from None
    except tarfile.TarError as error:
        raise UnsafeArchive(f"{archive!r}: not a folder, tar, tar.gz, tar.zst or zip, or damaged ({error}).") from None
    except (ValueError, OverflowError, RecursionError) as error:
        raise UnsafeArchive(f"{archive!r}: a damaged header ({error}).") from None
    return files


class _Headers:
    """Lets the parser read headers only: small, forward, and not past the end again and again."""

    def __init__(self, spool: BinaryIO, *, archive: str, limits: Limits) -> None:
        self._spool = spool
        self._archive = archive
        self._limit = limits.header_bytes

    def tell(self) -> int:
        return self._spool.tell()

    def seek(self, offset: int) -> int:
        if offset < self._spool.tell() - 1:
            raise UnsafeArchive(f"{self._archive!r}: a damaged header (it leads backwards).")
        return self._spool.seek(offset)

    def read(self, count: int) -> bytes:
        if count < 0 or count > self._limit:
            raise UnsafeArchive(f"{self._archive!r}: a header of more than {size(self._limit)}.")
        data = self._spool.read(count)
        if not data and self._spool.tell():
            raise UnsafeArchive(f"{self._archive!r}: the archive is truncated.")
        return data


class _Tar(tarfile.TarFile):
    members: list[tarfile.TarInfo]


def _members(tar: _Tar, *, spool: BinaryIO, length: int, budget: Budget) -> dict[str, Member]:
    files: dict[str, Member] = {}
    names = Names()
    while (info := tar.next()) is not None:
        tar.members.clear()  # or the parser keeps every header it has seen
        budget.add_member(info.name)
        name = safe_name(info.name, limits=budget.limits)
        if info.isdir():
            continue
        _refuse_special(info, name=name, length=length, budget=budget)
        names.add(name)
        files[name] = Member(spool, info.offset_data, info.size)
    names.check_folders()
    return files


def _refuse_special(info: tarfile.TarInfo, *, name: str, length: int, budget: Budget) -> None:
    if not info.isreg() or info.issparse():
        raise UnsafeArchive(f"{info.name!r}: {_kind(info)}; only files and folders are taken.")
    if not name:
        raise UnsafeArchive(f"{info.name!r}: a file without a name.")
    budget.check_file(info.name, info.size)
    if info.size < 0 or info.offset_data + info.size > length:
        raise UnsafeArchive(f"{info.name!r}: the archive is truncated.")


def _kind(info: tarfile.TarInfo) -> str:
    if info.issym():
        return "a symbolic link"
    if info.islnk():
        return "a hard link"
    return "a sparse file" if info.issparse() else "a device or other special file"


def _refuse_rest(spool: BinaryIO, *, offset: int, length: int, archive: str) -> None:
    """The parser takes a damaged header for the end, and never looks behind the end."""
    if offset + BLOCK > length:
        raise UnsafeArchive(f"{archive!r}: the archive is truncated.")
    spool.seek(offset)
    while chunk := spool.read(CHUNK):
        if chunk.count(0) != len(chunk):
            raise UnsafeArchive(f"{archive!r}: data behind its end, or a damaged header.")
