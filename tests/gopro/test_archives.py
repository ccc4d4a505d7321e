"""Archives that nobody vouches for: what is read, what is refused, how fast and in how much memory."""

import gzip
import hashlib
import io
import os
import resource
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard

from gopro.archives.limits import KIB, MIB, Limits, UnsafeArchive
from gopro.archives.reader import open_tree
from gopro.errors import Invalid

FILES = {"a.txt": b"one", "b/c.txt": "zwei ä".encode()}
SECONDS = 5  # of processor time: how busy the machine is with other things doesn't count
CHILD_MEMORY = 256 * MIB


def member(name: str, data: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def write_tar(
    path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]], *, format: int = tarfile.PAX_FORMAT
) -> Path:
    with tarfile.open(path, "w", format=format) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    return path


def write_zip(path: Path, members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as opened:
        for name, data in members.items():
            opened.writestr(name, data)
    return path


def write_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return path


def plain_tar(path: Path) -> Path:
    return write_tar(path, [member(name, data) for name, data in FILES.items()])


def refusal(path: Path, *, limits: Limits | None = None) -> str:
    started = time.process_time()
    with pytest.raises(UnsafeArchive) as caught:
        open_tree(path, limits=limits or Limits())
    assert time.process_time() - started < SECONDS
    return caught.value.detail


class TestFormats:
    @pytest.fixture(params=["folder", "tar", "tar.gz", "tar.zst", "zip"])
    def source(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        if request.param == "folder":
            return write_folder(tmp_path / "tree", FILES)
        if request.param == "zip":
            return write_zip(tmp_path / "x", FILES)
        tar = plain_tar(tmp_path / "x.tar").read_bytes()
        packers: dict[str, Callable[[bytes], bytes]] = {
            "tar": bytes,
            "tar.gz": gzip.compress,
            "tar.zst": zstandard.compress,
        }
        path = tmp_path / "named-like-nothing"
        path.write_bytes(packers[request.param](tar))
        return path

    def test_reads_what_was_packed(self, source: Path) -> None:
        with open_tree(source) as tree:
            assert tree.names() == ("a.txt", "b/c.txt")
            assert tree.read("a.txt") == b"one"
            assert tree.read_text("b/c.txt") == "zwei ä"
            assert {name: found.size for name, found in tree.files.items()} == {"a.txt": 3, "b/c.txt": 7}
            assert tree.files["a.txt"].read() == b"one"

    def test_the_hash_of_an_archive_is_that_of_its_bytes(self, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x.tar")
        with open_tree(path) as tree:
            assert tree.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_the_hash_of_a_folder_is_that_of_names_and_contents(self, tmp_path: Path) -> None:
        one = write_folder(tmp_path / "one", FILES)
        two = write_folder(tmp_path / "two", dict(reversed(FILES.items())))
        os.utime(two / "a.txt", (1, 1))
        assert open_tree(one).sha256 == open_tree(two).sha256
        (two / "a.txt").write_bytes(b"other")
        assert open_tree(one).sha256 != open_tree(two).sha256

    def test_the_tar_of_a_working_folder_may_begin_names_with_a_dot(self, tmp_path: Path) -> None:
        folder = member(".", type=tarfile.DIRTYPE)
        with open_tree(write_tar(tmp_path / "x", [folder, member("./a", b"1"), member("./.meta/b", b"2")])) as tree:
            assert tree.names() == (".meta/b", "a")

    def test_unwraps_one_folder_and_only_one(self, tmp_path: Path) -> None:
        with open_tree(write_folder(tmp_path / "one", {"w/a": b"1", "w/b/c": b"2"})) as tree:
            assert tree.unwrapped().names() == ("a", "b/c")
            assert tree.unwrapped().read("b/c") == b"2"
        with open_tree(write_folder(tmp_path / "two", {"w/a": b"1", "v/b": b"2"})) as tree:
            assert tree.unwrapped().names() == ("v/b", "w/a")

    def test_the_folder_may_be_named_by_a_link(self, tmp_path: Path) -> None:
        write_folder(tmp_path / "x", FILES)
        (tmp_path / "link").symlink_to("x")
        with open_tree(tmp_path / "link") as tree:
            assert tree.names() == ("a.txt", "b/c.txt")

    def test_a_repository_s_own_records_are_no_content(self, tmp_path: Path) -> None:
        with open_tree(write_folder(tmp_path / "x", {".git/HEAD": b"ref", ".gitignore": b"x", "a": b"1"})) as tree:
            assert tree.names() == (".gitignore", "a")

    def test_names_are_told_in_nfc(self, tmp_path: Path) -> None:
        with open_tree(write_tar(tmp_path / "x", [member("a\u0308.txt", b"1")])) as tree:
            assert tree.names() == ("\u00e4.txt",)

    def test_text_that_is_no_utf8_is_refused_by_name_and_place(self, tmp_path: Path) -> None:
        with (
            open_tree(write_tar(tmp_path / "x", [member("b/c.txt", b"ab\xff")])) as tree,
            pytest.raises(Invalid, match=r"^b/c\.txt: not UTF-8 text \(byte 2\)\.$"),
        ):
            tree.read_text("b/c.txt")

    def test_a_name_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with (
            open_tree(plain_tar(tmp_path / "x")) as tree,
            pytest.raises(Invalid, match=r"^nope: there is no such file"),
        ):
            tree.read("nope")


NAMES = {
    "/etc/passwd": "an absolute name",
    "../evil": "'..' in the name",
    "a/../../evil": "'..' in the name",
    "a/..": "'..' in the name",
    "a\\b": "a backslash in the name",
    "C:/evil": "a drive letter in the name",
    "a//b": "an empty part in the name",
    "a/./b": "an empty part in the name",
    "a\nb": "a control character in the name",
    "/".join("abcdefgh" * 5): "nested deeper than 32 folders",
    "a" * 256: "a part of the name longer than 255 bytes",
    "/".join(["b" * 200] * 6): "a name longer than 1,024 bytes",
}


class TestNames:
    @pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
    def test_a_tar_member(self, name: str, tmp_path: Path) -> None:
        assert NAMES[name] in refusal(write_tar(tmp_path / "x", [member("ok", b"1"), member(name, b"1")]))

    @pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
    def test_a_zip_member(self, name: str, tmp_path: Path) -> None:
        assert NAMES[name] in refusal(write_zip(tmp_path / "x", {"ok": b"1", name: b"1"}))

    @pytest.mark.parametrize(
        ("first", "second"), [("a.txt", "a.txt"), ("README", "readme"), ("\u00e4", "a\u0308"), ("straße", "STRASSE")]
    )
    def test_the_same_name_twice(self, first: str, second: str, tmp_path: Path) -> None:
        assert "the same name as" in refusal(write_tar(tmp_path / "x", [member(first, b"1"), member(second, b"2")]))

    def test_the_same_name_twice_in_a_zip(self, tmp_path: Path) -> None:
        assert "'README': the same name as 'readme'." in refusal(
            write_zip(tmp_path / "x", {"readme": b"", "README": b""})
        )

    def test_a_file_that_is_also_a_folder(self, tmp_path: Path) -> None:
        assert refusal(write_tar(tmp_path / "x", [member("A", b"1"), member("a/b", b"2")])) == (
            "'A': both a file and a folder."
        )

    def test_a_tar_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        tar = write_tar(tmp_path / "x", [member("a\udcff", b"1")], format=tarfile.GNU_FORMAT)
        assert "isn't UTF-8" in refusal(tar)

    def test_a_folder_s_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "x", FILES)
        (folder / os.fsdecode(b"\xff")).write_bytes(b"1")
        assert "isn't UTF-8" in refusal(folder)

    def test_a_zip_name_without_its_flag_is_read_as_utf8(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {"pläne": b"1"})
        path.write_bytes(self._without_flag(path.read_bytes()))
        with open_tree(path) as tree:
            assert tree.names() == ("pläne",)

    def test_a_zip_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {"plä": b"1"})
        path.write_bytes(self._without_flag(path.read_bytes()).replace("ä".encode(), b"\xff\xfe"))
        assert "isn't UTF-8" in refusal(path)

    @staticmethod
    def _without_flag(data: bytes) -> bytes:
        central = data.index(b"PK\x01\x02")
        return data[:6] + b"\0\0" + data[8 : central + 8] + b"\0\0" + data[central + 10 :]


SPECIAL = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a device or other special file",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}


class TestKinds:
    @pytest.mark.parametrize("kind", [kind for kind in SPECIAL if kind != tarfile.GNUTYPE_SPARSE])
    def test_a_tar_member(self, kind: bytes, tmp_path: Path) -> None:
        found = refusal(write_tar(tmp_path / "x", [member("a", b"1"), member("link", type=kind, linkname="a")]))
        assert found.startswith(f"'link': {SPECIAL[kind]}")

    def test_a_sparse_tar_member(self, tmp_path: Path) -> None:
        info, _ = member(
            "hole", pax_headers={"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0"}
        )
        assert refusal(write_tar(tmp_path / "x", [(info, b"")])).startswith("'hole': a sparse file")

    @pytest.mark.parametrize(("mode", "found"), [(0o120777, "a symbolic link"), (0o020666, "a device")])
    def test_a_zip_member(self, mode: int, found: str, tmp_path: Path) -> None:
        info = zipfile.ZipInfo("odd")
        info.create_system, info.external_attr = 3, mode << 16
        with zipfile.ZipFile(tmp_path / "x", "w") as opened:
            opened.writestr(info, "a")
        assert refusal(tmp_path / "x").startswith(f"'odd': {found}")

    @pytest.mark.parametrize("target", ["a.txt", "b", "/etc", "nowhere"])
    def test_a_link_in_a_folder(self, target: str, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "x", FILES)
        (folder / "link").symlink_to(target)
        assert refusal(folder).startswith("'link': a symbolic link")

    def test_a_pipe_in_a_folder(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "x", FILES)
        os.mkfifo(folder / "pipe")
        assert refusal(folder).startswith("'pipe': a device or other special file")

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_a_zip_compressed_otherwise(self, method: int, tmp_path: Path) -> None:
        assert "use deflate" in refusal(write_zip(tmp_path / "x", {"a": b"1" * 99}, method=method))

    def test_an_encrypted_zip(self, tmp_path: Path) -> None:
        data = bytearray(write_zip(tmp_path / "x", {"a": b"1"}).read_bytes())
        data[data.index(b"PK\x01\x02") + 8] |= 1
        (tmp_path / "x").write_bytes(data)
        assert refusal(tmp_path / "x") == "'a': encrypted."


class TestLimits:
    def test_members_of_a_tar(self, tmp_path: Path) -> None:
        path = write_tar(tmp_path / "x", [member(f"{number}", type=tarfile.DIRTYPE) for number in range(4)])
        assert refusal(path, limits=Limits(members=3)) == "'3': one member too many, the limit is 3."
        assert open_tree(path, limits=Limits(members=4)).names() == ()

    def test_members_of_a_zip(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {f"{number}": b"" for number in range(4)})
        assert refusal(path, limits=Limits(members=3)) == "'x': too many members, the limit is 3."
        assert len(open_tree(path, limits=Limits(members=4)).names()) == 4

    def test_members_of_a_folder(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "x", FILES)
        assert "the limit is 2" in refusal(folder, limits=Limits(members=2))
        assert len(open_tree(folder, limits=Limits(members=3)).names()) == 2

    @pytest.mark.parametrize("pack", ["folder", "tar", "zip"])
    def test_one_file(self, pack: str, tmp_path: Path) -> None:
        path, limits = self._packed(pack, {"big": b"x" * 4097}, tmp_path), Limits(file_bytes=4096)
        assert refusal(path, limits=limits) == "'big': a file of more than 4 KiB."
        assert open_tree(path, limits=Limits(file_bytes=4097)).read("big") == b"x" * 4097

    @pytest.mark.parametrize("pack", ["folder", "zip"])
    def test_all_files(self, pack: str, tmp_path: Path) -> None:
        path = self._packed(pack, {"a": b"x" * 3000, "b": b"x" * 3000}, tmp_path)
        assert refusal(path, limits=Limits(total_bytes=5 * KIB)) == "'b': more than 5 KiB in all."
        assert len(open_tree(path, limits=Limits(total_bytes=6000)).names()) == 2

    def test_a_whole_tar(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(gzip.compress(plain_tar(tmp_path / "y").read_bytes()))
        assert refusal(path, limits=Limits(total_bytes=1024)) == "'x': more than 1 KiB in all."

    def test_an_archive_larger_than_what_may_come_out(self, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x")
        assert refusal(path, limits=Limits(total_bytes=1024)) == "'x': an archive of more than 1 KiB."

    @staticmethod
    def _packed(pack: str, files: dict[str, bytes], tmp_path: Path) -> Path:
        if pack == "folder":
            return write_folder(tmp_path / "x", files)
        if pack == "zip":
            return write_zip(tmp_path / "x", files)
        return write_tar(tmp_path / "x", [member(name, data) for name, data in files.items()])


class TestBombs:
    @pytest.fixture
    def zeros(self) -> bytes:
        return bytes(32 * MIB)

    def test_a_gzip_bomb(self, zeros: bytes, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(gzip.compress(zeros) * 8)
        assert refusal(path) == "'x': unpacks to more than 200 times the archive's own size."

    def test_a_zstd_bomb(self, zeros: bytes, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(zstandard.compress(zeros) * 8)
        assert refusal(path) == "'x': unpacks to more than 200 times the archive's own size."

    def test_a_zip_bomb(self, zeros: bytes, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {f"{number}": zeros for number in range(3)})
        assert refusal(path) == "'0': unpacks to more than 200 times the archive's own size."

    def test_a_zip_whose_header_lies_about_the_size(self, zeros: bytes, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {"a": zeros})
        data = path.read_bytes()
        path.write_bytes(data.replace(struct.pack("<L", len(zeros)), struct.pack("<L", 10)))
        assert "truncated or damaged" in refusal(path)

    def test_a_zip_whose_members_share_their_bytes(self, tmp_path: Path) -> None:
        data = write_zip(tmp_path / "x", {"a": b"1" * 50, "b": b"2" * 50}).read_bytes()
        second = data.rindex(b"PK\x01\x02")
        (tmp_path / "x").write_bytes(data[: second + 42] + b"\0\0\0\0" + data[second + 46 :])
        assert "truncated or damaged" in refusal(tmp_path / "x")

    def test_a_tar_header_that_would_fill_the_memory(self, tmp_path: Path) -> None:
        path = write_tar(tmp_path / "x", [member("a", pax_headers={"comment": "x" * MIB})])
        assert refusal(path) == "'x': a header of more than 64 KiB."

    def test_a_zip_directory_that_would_fill_the_memory(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {"a": b"", "b": b""})
        assert refusal(path, limits=Limits(directory_bytes=80)).startswith("'x': a directory of more than 80 bytes")

    def test_headers_within_headers(self, tmp_path: Path) -> None:
        info, _ = member("a", pax_headers={"comment": "x"})
        block = info.create_pax_header(info.get_info(), "utf-8")[:1024]
        (tmp_path / "x").write_bytes(block * 3000)
        assert "damaged header" in refusal(tmp_path / "x")

    def test_a_header_that_leads_backwards(self, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x")
        header = bytearray(path.read_bytes()[:512])
        header[124:136] = b"\xff" * 10 + b"\xfc\x00"
        header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
        path.write_bytes(bytes(header) + path.read_bytes()[512:])
        assert refusal(path) == "'a.txt': the archive is truncated."


class TestDamage:
    @pytest.mark.parametrize("keep", [300, 700, 1024, 1500, 2048])
    def test_a_tar_cut_anywhere(self, keep: int, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x")
        path.write_bytes(path.read_bytes()[:keep])
        assert "truncated" in refusal(path)

    @pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
    def test_a_compressed_tar_cut_anywhere(self, pack: Callable[[bytes], bytes], part: float, tmp_path: Path) -> None:
        data = pack(write_tar(tmp_path / "y", [member("a", os.urandom(99_999))]).read_bytes())
        (tmp_path / "x").write_bytes(data[: int(len(data) * part)])
        assert "truncated" in refusal(tmp_path / "x")

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
    def test_a_zip_cut_anywhere(self, part: float, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "x", {"a": os.urandom(9999), "b": b"2"})
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        assert "truncated or damaged" in refusal(path)

    def test_a_damaged_header_in_the_middle_is_not_the_end(self, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x")
        data = bytearray(path.read_bytes())
        data[1024 + 148] ^= 1
        path.write_bytes(data)
        assert "damaged header" in refusal(path)

    def test_members_behind_the_end(self, tmp_path: Path) -> None:
        path = plain_tar(tmp_path / "x")
        path.write_bytes(path.read_bytes() * 2)
        assert refusal(path) == "'x': data behind its end, or a damaged header."

    def test_damaged_contents(self, tmp_path: Path) -> None:
        data = bytearray(write_zip(tmp_path / "x", {"a": os.urandom(999)}).read_bytes())
        data[500] ^= 1
        (tmp_path / "x").write_bytes(data)
        assert "truncated or damaged" in refusal(tmp_path / "x")

    @pytest.mark.parametrize("data", [b"", b"hello", b"\x7fELF" * 999, b"BZh9" * 999])
    def test_no_archive(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "x").write_bytes(data)
        assert refusal(tmp_path / "x").startswith("'x': ")

    def test_an_empty_tar_is_an_empty_tree(self, tmp_path: Path) -> None:
        assert open_tree(write_tar(tmp_path / "x", [])).names() == ()

    def test_nothing_there(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "x") == "'x': neither a file nor a folder."

    def test_a_device(self) -> None:
        assert refusal(Path("/dev/zero")) == "'zero': neither a file nor a folder."


HOSTILE = """
import sys, time
from pathlib import Path
from gopro.archives.limits import UnsafeArchive
from gopro.archives.reader import open_tree
started = time.process_time()
try:
    open_tree(Path(sys.argv[1]))
except UnsafeArchive as refusal:
    print(refusal.detail)
print(f"{time.process_time() - started:.2f}", file=sys.stderr)
"""


class TestWorstCases:
    """At the real limits, in a process that may not have more memory."""

    def test_more_than_a_gibibyte_that_compresses_like_content(self, tmp_path: Path) -> None:
        block = gzip.compress(os.urandom(64 * KIB) + bytes(4 * MIB), compresslevel=1)
        (tmp_path / "x").write_bytes(block * 260)
        assert self._refused(tmp_path / "x") == "'x': more than 1 GiB in all."

    def test_one_file_of_almost_everything(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "x", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as opened:
            opened.writestr("a", os.urandom(MIB) + bytes(64 * MIB))
        assert self._refused(tmp_path / "x") == "'a': a file of more than 64 MiB."

    def test_more_members_than_anybody_needs(self, tmp_path: Path) -> None:
        entries = [self._entry(number) for number in range(400_000)]
        body = b"".join(entries)
        end = b"PK\x05\x06\0\0\0\0" + struct.pack("<HHLLH", 0xFFFF, 0xFFFF, len(body), 0, 0)
        (tmp_path / "x").write_bytes(b"PK\x03\x04" + body + end)
        assert self._refused(tmp_path / "x") == "'x': too many members, the limit is 100,000."

    def test_100_001_members_of_a_tar(self, tmp_path: Path) -> None:
        header = bytearray(member("d", type=tarfile.DIRTYPE)[0].tobuf(tarfile.USTAR_FORMAT))
        (tmp_path / "y").write_bytes(bytes(header) * 100_001 + bytes(1024))
        assert self._refused(tmp_path / "y") == "'d': one member too many, the limit is 100,000."

    @staticmethod
    def _entry(number: int) -> bytes:
        name = b"%06d" % number
        return b"PK\x01\x02" + bytes(24) + struct.pack("<H", len(name)) + bytes(16) + name

    @staticmethod
    def _refused(path: Path) -> str:
        def bounded() -> None:
            resource.setrlimit(resource.RLIMIT_DATA, (CHILD_MEMORY, CHILD_MEMORY))

        done = subprocess.run(
            [sys.executable, "-c", HOSTILE, str(path)], capture_output=True, text=True, preexec_fn=bounded, timeout=60
        )
        assert float(done.stderr.splitlines()[-1]) < SECONDS, done.stderr
        return done.stdout.strip()
