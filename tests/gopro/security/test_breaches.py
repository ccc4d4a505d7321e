"""The file of breached passwords: nothing in it is missed, next to nothing is taken for it, nothing half is kept."""

from hashlib import sha1
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gopro.security.breaches import Breaches, BreachFileInvalid, build


def digest(number: int) -> str:
    return sha1(f"password {number}".encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Breaches:
    file = tmp_path_factory.mktemp("breaches") / "many.bin"
    lines = sorted(f"{digest(number)}:{number % 10 + 1}\n" for number in range(50_000))
    counted = build(lines, into=file)
    assert (counted.read, counted.kept) == (50_000, 50_000)
    return Breaches(file)


def test_misses_none(built: Breaches) -> None:
    assert sum(built.contain(f"password {number}") for number in range(0, 50_000, 7)) == len(range(0, 50_000, 7))


def test_takes_no_other_for_one(built: Breaches) -> None:
    assert sum(built.contain(f"another {number}") for number in range(50_000)) == 0


def test_keeps_four_bytes_of_each_and_an_index(built: Breaches) -> None:
    assert built.file.stat().st_size == 8 + (2**20 + 1) * 8 + 50_000 * 4


def test_the_first_and_the_last_range_count(tmp_path: Path) -> None:
    edges = {"00000" + "0" * 35, "00000" + "F" * 35, "FFFFF" + "0" * 35, "FFFFF" + "F" * 35}
    build(sorted(edges), into=tmp_path / "edges")
    raw = (tmp_path / "edges").read_bytes()
    index = [int.from_bytes(raw[8 + 8 * at : 16 + 8 * at]) for at in (0, 1, 2**20 - 1, 2**20)]
    assert index == [0, 2, 2, 4]
    assert raw[-16:].hex() == "00000000" + "ffffffff" + "00000000" + "ffffffff"


def test_leaves_out_what_was_seen_seldom(tmp_path: Path) -> None:
    lines = sorted(f"{digest(number)}:{number}" for number in range(1, 101))
    counted = build(lines, into=tmp_path / "often", at_least=51)
    assert (counted.read, counted.kept) == (100, 50)
    found = [number for number in range(1, 101) if Breaches(tmp_path / "often").contain(f"password {number}")]
    assert found == list(range(51, 101))


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["hello"], "Line 1 is no SHA-1"),
        (["0" * 40, "1" * 39], "Line 2 is no SHA-1"),
        (["1" * 40, "0" * 40], "Line 2 isn't in the order"),
        (["1" * 40, "1" * 40], "Line 2 isn't in the order"),
    ],
)
def test_a_wrong_list_leaves_the_present_file_as_it_is(tmp_path: Path, lines: list[str], complaint: str) -> None:
    file = tmp_path / "kept"
    build([digest(1)], into=file)
    before = file.read_bytes()
    with pytest.raises(BreachFileInvalid, match=complaint):
        build(lines, into=file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_another_file_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"something else")
    (tmp_path / "short").write_bytes(b"GOPROBP1" + b"".join(number.to_bytes(8) for number in range(2**20 + 1)))
    (tmp_path / "cut").write_bytes(b"GOPROBP1" + bytes(8))
    for name in ("other", "short", "cut"):
        with pytest.raises(BreachFileInvalid):
            Breaches(tmp_path / name).contain("password 1")


def test_operators_build_it_of_a_download(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    download, output = tmp_path / "download.txt", tmp_path / "breached.bin"
    download.write_text("\r\n".join(sorted(f"{digest(number)}:2" for number in range(10))))
    call_command("breached_passwords", "build", str(download), "--output", str(output))
    assert capsys.readouterr().out.startswith("10 of 10 hashes, 8.0 MiB in ")
    assert Breaches(output).contain("password 7")
    download.write_text("no hashes")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("breached_passwords", "build", str(download), "--output", str(output))
