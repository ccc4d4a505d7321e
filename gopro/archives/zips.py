"""Zip archives: stored and deflated members only."""

import stat
import zipfile
import zlib
from typing import IO, BinaryIO, cast

from gopro.archives.limits import Budget, Limits, UnsafeArchive, size
from gopro.archives.names import Names, safe_name
from gopro.archives.tree import Member

ZIP_MAGIC = frozenset({b"PK\x03\x04", b"PK\x05\x06"})
ENTRY_MAGIC = b"PK\x01\x02"
CHUNK = 1 << 18
ENCRYPTED = 0x1
UTF8 = 0x800


def spool_zip(source: BinaryIO, *, archive: str, spool: BinaryIO, budget: Budget) -> dict[str, Member]:
    directory = cast(IO[bytes], _Directory(source, archive=archive, limits=budget.limits))
    try:
        with zipfile.ZipFile(directory) as opened:
            files = _members(opened, spool=spool, budget=budget)
    except UnicodeDecodeError as error:
        raise UnsafeArchive(f"{error.object[:80]!a}: the name isn't UTF-8.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnsafeArchive(f"{archive!r}: the archive is truncated or damaged ({error}).") from None
    spool.flush()
    return files


class _Directory:
    """Lets the parser load no directory that would fill the memory."""

    def __init__(self, source: BinaryIO, *, archive: str, limits: Limits) -> None:
        self._source = source
        self._archive = archive
        self._limits = limits
        self.seek = source.seek
        self.tell = source.tell
        self.seekable = source.seekable

    def read(self, count: int = -1) -> bytes:
        if count > self._limits.directory_bytes:
            raise UnsafeArchive(f"{self._archive!r}: a directory of more than {size(self._limits.directory_bytes)}.")
        data = self._source.read(count)
        if data.startswith(ENTRY_MAGIC) and data.count(ENTRY_MAGIC) > self._limits.members:
            raise UnsafeArchive(f"{self._archive!r}: too many members, the limit is {self._limits.members:,}.")
        return data


def _members(opened: zipfile.ZipFile, *, spool: BinaryIO, budget: Budget) -> dict[str, Member]:
    files: dict[str, Member] = {}
    names = Names()
    for info in opened.infolist():
        budget.add_member(info.orig_filename)
        name = safe_name(_decoded(info), limits=budget.limits)
        if info.is_dir():
            continue
        _refuse_special(info, name=name)
        names.add(name)
        files[name] = _spooled(opened, info=info, name=name, spool=spool, budget=budget)
    names.check_folders()
    return files


def _decoded(info: zipfile.ZipInfo) -> str:
    """Without the flag the parser took the bytes for code page 437; what writes no flag mostly meant UTF-8."""
    if info.flag_bits & UTF8 or info.orig_filename.isascii():
        return info.orig_filename
    return info.orig_filename.encode("cp437").decode("utf-8")


def _refuse_special(info: zipfile.ZipInfo, *, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise UnsafeArchive(f"{name!r}: a symbolic link; only files and folders are taken.")
    if kind not in {0, stat.S_IFREG}:
        raise UnsafeArchive(f"{name!r}: a device or other special file; only files and folders are taken.")
    if not name:
        raise UnsafeArchive(f"{info.orig_filename!r}: a file without a name.")
    if info.flag_bits & ENCRYPTED:
        raise UnsafeArchive(f"{name!r}: encrypted.")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnsafeArchive(f"{name!r}: compressed in a way that isn't taken; use deflate.")


def _spooled(opened: zipfile.ZipFile, *, info: zipfile.ZipInfo, name: str, spool: BinaryIO, budget: Budget) -> Member:
    budget.check_file(name, info.file_size)
    offset, count = spool.tell(), 0
    with opened.open(info) as stream:
        while chunk := stream.read(CHUNK):
            count += len(chunk)
            budget.check_file(name, count)
            budget.add_bytes(name, len(chunk))
            spool.write(chunk)
    return Member(spool, offset, count)
