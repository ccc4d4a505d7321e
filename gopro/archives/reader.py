"""The one way in: a folder, a tar (plain, gzip, zstd) or a zip becomes a tree, or is refused."""

import gzip
import hashlib
import tempfile
import zlib
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from gopro.archives.folders import spool_folder
from gopro.archives.limits import MIB, Budget, Limits, UnsafeArchive, size
from gopro.archives.tarballs import index_tar, spool_stream
from gopro.archives.tree import Member, Tree, digest
from gopro.archives.zips import ZIP_MAGIC, spool_zip

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_WINDOW = 64 * MIB
DEFAULT_LIMITS = Limits()


def open_tree(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Tree:
    """The format is told by the first bytes, never by the name."""
    spool = cast(BinaryIO, tempfile.TemporaryFile(prefix="tree-"))  # noqa: SIM115 - the tree closes it
    try:
        if path.is_dir():
            files = spool_folder(
                path.resolve(), spool=spool, budget=Budget(limits=limits, source_bytes=limits.total_bytes)
            )
            return Tree(files=files, sha256=digest(files), spool=spool)
        if not path.is_file():
            raise UnsafeArchive(f"{path.name!r}: neither a file nor a folder.")
        with path.open("rb") as source:
            return _open_archive(source, name=path.name, spool=spool, limits=limits)
    except BaseException:
        spool.close()
        raise


def _open_archive(source: BufferedReader, *, name: str, spool: BinaryIO, limits: Limits) -> Tree:
    length = source.seek(0, 2)
    if length > limits.total_bytes:
        raise UnsafeArchive(f"{name!r}: an archive of more than {size(limits.total_bytes)}.")
    source.seek(0)
    sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    source.seek(0)
    files = _spool_archive(source, name=name, spool=spool, budget=Budget(limits=limits, source_bytes=length))
    return Tree(files=files, sha256=sha256, spool=spool)


def _spool_archive(source: BinaryIO, *, name: str, spool: BinaryIO, budget: Budget) -> dict[str, Member]:
    magic = source.read(4)
    source.seek(0)
    if magic in ZIP_MAGIC:
        return spool_zip(source, archive=name, spool=spool, budget=budget)
    try:
        spool_stream(_decompressed(source, magic=magic), archive=name, spool=spool, budget=budget)
    except EOFError:
        raise UnsafeArchive(f"{name!r}: the archive is truncated.") from None
    except (gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
        raise UnsafeArchive(f"{name!r}: the archive is damaged ({error}).") from None
    return index_tar(spool, archive=name, budget=budget)


def _decompressed(source: BinaryIO, *, magic: bytes) -> BinaryIO:
    if magic.startswith(GZIP_MAGIC):
        return cast(BinaryIO, gzip.GzipFile(fileobj=source, mode="rb"))
    if magic == ZSTD_MAGIC:
        reader = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        return cast(BinaryIO, reader.stream_reader(source, read_across_frames=True))
    return source
