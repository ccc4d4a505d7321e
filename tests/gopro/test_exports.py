"""Parts and archives of a person's data, and the storage that they lie in."""

import hashlib
import io
import json
from collections.abc import Iterator
from zipfile import ZipFile

import pytest

from gopro import exports
from gopro.exports import PartMissing, assemble, write_part
from gopro.identifiers import uuid7
from gopro.storage.store import store


def part(export_id, room, **sections):
    return write_part(export_id=export_id, room=room, sections=sections)


def lines(archive: ZipFile, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(name).splitlines()]


def test_parts_become_one_archive_and_are_gone() -> None:
    export_id = uuid7()
    parts = {
        "one": part(export_id, "one", things=[{"id": 1, "name": "Їжак"}, {"id": 2, "name": "a\nb"}], nothing=[]),
        "two": part(export_id, "two", things=[{"id": export_id}]),
    }
    made = assemble(export_id=export_id, parts=parts)
    with store().open(name=exports.archive_name(export_id)) as file:
        content = file.read()
    assert (made.size, made.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert made.counts == {"one": 2, "two": 1}
    archive = ZipFile(io.BytesIO(content))
    assert archive.namelist() == [
        "README.txt",
        "manifest.json",
        "one/things.jsonl",
        "one/nothing.jsonl",
        "two/things.jsonl",
    ]
    assert lines(archive, "one/things.jsonl") == [{"id": 1, "name": "Їжак"}, {"id": 2, "name": "a\nb"}]
    assert lines(archive, "one/nothing.jsonl") == []
    assert lines(archive, "two/things.jsonl") == [{"id": str(export_id)}]
    assert json.loads(archive.read("manifest.json"))["one"]["counts"] == {"things": 2, "nothing": 0}
    assert store().find(name=f"exports/{export_id}/one.zip") is None
    assert store().find(name=f"exports/{export_id}/two.zip") is None


def test_a_part_that_is_written_again_takes_the_place_of_the_first() -> None:
    export_id = uuid7()
    first = part(export_id, "one", things=[{"id": 1}])
    second = part(export_id, "one", things=[{"id": 1}, {"id": 2}])
    with pytest.raises(PartMissing, match="not as it was written"):
        assemble(export_id=export_id, parts={"one": first})
    assert assemble(export_id=export_id, parts={"one": second}).counts == {"one": 2}


def test_a_part_that_is_not_there_leaves_no_archive() -> None:
    export_id = uuid7()
    parts = {"one": part(export_id, "one", things=[{"id": 1}])}
    with pytest.raises(PartMissing, match="two is not there"):
        assemble(export_id=export_id, parts=parts | {"two": parts["one"]})
    assert store().find(name=exports.archive_name(export_id)) is None
    assert store().find(name=f"exports/{export_id}/one.zip") is not None


def test_rows_are_read_one_by_one() -> None:
    most = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal most
        for number in range(10_000):
            most = number
            yield {"number": number, "text": "x" * 1000}

    made = part(uuid7(), "one", numbers=rows())
    assert (made.counts, most) == ({"numbers": 10_000}, 9_999)
    assert made.size < 200_000
