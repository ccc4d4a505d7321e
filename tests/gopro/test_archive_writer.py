"""Folders and archives written: the same bytes for the same files, and nothing overwritten or left half done."""

import tarfile
from pathlib import Path
from typing import Any

import pytest

from gopro.archives import writer
from gopro.archives.limits import UnsafeArchive
from gopro.archives.reader import open_tree
from gopro.archives.writer import Occupied, write_tree

FILES = [("b/c.txt", b"2"), ("a.txt", b"1"), ("b/ä.bin", bytes(range(256)))]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["out", "out.tar.gz", "out.tgz", "out.zip"])
def test_what_is_written_reads_back(tmp_path: Path, name: str) -> None:
    counts: list[int] = []
    write_tree(tmp_path / "new" / name, files=FILES, replacing=False, told=counts.append)
    with open_tree(tmp_path / "new" / name) as tree:
        assert {path: tree.read(path) for path in tree.names()} == dict(FILES)
    assert counts == [1, 2, 3]


@pytest.mark.parametrize("name", ["out.tar.gz", "out.zip"])
def test_the_same_files_are_the_same_bytes(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path / name, files=FILES, replacing=False)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    other = tmp_path / "elsewhere" / f"x-{name}"
    write_tree(other, files=FILES[::-1], replacing=False)
    assert other.read_bytes() == (tmp_path / name).read_bytes()
    assert oct(other.stat().st_mode & 0o777) == "0o644"


def test_an_archive_tells_nothing_of_who_wrote_it(tmp_path: Path) -> None:
    write_tree(tmp_path / "out.tar.gz", files=FILES, replacing=False)
    with tarfile.open(tmp_path / "out.tar.gz") as archive:
        assert {(each.uid, each.gid, each.uname, each.gname, each.mtime, each.mode) for each in archive} == {
            (0, 0, "", "", 0, 0o644)
        }


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    for name in ("out.zip", "out"):
        write_tree(tmp_path / name, files=FILES, replacing=False)
        with pytest.raises(Occupied):
            write_tree(tmp_path / name, files=[("a.txt", b"other")], replacing=False)
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"1"


def test_what_else_is_in_a_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    write_tree(tmp_path, files=FILES, replacing=True)
    assert ((tmp_path / "own.txt").read_text(), (tmp_path / "a.txt").read_bytes()) == ("mine", b"1")


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    write_tree(tmp_path, files=FILES, replacing=False)
    assert listed(tmp_path) == ["a.txt", "b"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(Occupied, match="a link"):
        write_tree(tmp_path / "out", files=FILES, replacing=True)
    assert (tmp_path / "outside.txt").read_text() == "kept"


@pytest.mark.parametrize("name", ["../a", "/a", "a\\b", "a//b", "A.TXT"])
def test_names_that_no_reader_takes_are_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeArchive):
        write_tree(tmp_path / "out.zip", files=[*FILES, (name, b"")], replacing=False)
    assert listed(tmp_path) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out.zip").write_bytes(b"before")

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(writer, "_pack_zip", fail)
    with pytest.raises(OSError, match="full"):
        write_tree(tmp_path / "out.zip", files=FILES, replacing=True)
    assert listed(tmp_path) == ["out.zip"]
    assert (tmp_path / "out.zip").read_bytes() == b"before"
