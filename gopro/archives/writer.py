"""The way out: files become a folder, a tar.gz or a zip; the same files are the same bytes, whenever and by whom."""

import gzip
import io
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Final

from gopro.archives.limits import Limits
from gopro.archives.names import Names, safe_name
from gopro.errors import Invalid

type File = tuple[str, bytes]
type Told = Callable[[int], None]

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
FILE_MODE: Final = 0o644
LIMITS: Final = Limits()


class Occupied(Invalid):
    """Something is there already."""

    code = "occupied"
    title = "Something is there already"


def write_tree(path: Path, *, files: Iterable[File], replacing: bool, told: Told = lambda _count: None) -> None:
    """By the name: `.tar.gz`, `.zip`, else a folder. `told` hears how many files are written so far.

    `replacing` overwrites files of the same names and never removes another. Raises Occupied, or UnsafeArchive for
    names that no reader would take.
    """
    ordered = _checked(files)
    if not replacing and path.exists() and not _is_empty_folder(path):
        raise Occupied(f"{path}: there is something already; say so if it may be overwritten.")
    if path.name.endswith((".tar.gz", ".tgz")):
        _write_archive(path, files=ordered, told=told, pack=_pack_tar)
    elif path.name.endswith(".zip"):
        _write_archive(path, files=ordered, told=told, pack=_pack_zip)
    else:
        _write_folder(path, files=ordered, told=told)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _checked(files: Iterable[File]) -> list[File]:
    names = Names()
    ordered = sorted(files)
    for name, _content in ordered:
        names.add(safe_name(name, limits=LIMITS))
    names.check_folders()
    return ordered


def _write_folder(path: Path, *, files: Sequence[File], told: Told) -> None:
    for count, (name, content) in enumerate(files, start=1):
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            raise Occupied(f"{target}: a link; nothing is written through it.")
        target.write_bytes(content)
        told(count)


def _write_archive(
    path: Path, *, files: Sequence[File], told: Told, pack: Callable[[IO[bytes], Sequence[File], Told], None]
) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as unfinished:
        temporary = Path(unfinished.name)
        try:
            pack(unfinished, files, told)
            unfinished.flush()
            temporary.chmod(FILE_MODE)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _pack_tar(out: IO[bytes], files: Sequence[File], told: Told) -> None:
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for count, (name, content) in enumerate(files, start=1):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), FILE_MODE
            archive.addfile(member, io.BytesIO(content))
            told(count)


def _pack_zip(out: IO[bytes], files: Sequence[File], told: Told) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for count, (name, content) in enumerate(files, start=1):
            member = zipfile.ZipInfo(name, date_time=EPOCH)
            member.compress_type, member.external_attr, member.create_system = (
                zipfile.ZIP_DEFLATED,
                (0o100000 | FILE_MODE) << 16,
                3,
            )
            archive.writestr(member, content)
            told(count)
