"""What a Range asks for."""

import pytest

from gopro.storage.ranges import OutOfRange, Part, part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-9", (0, 9)),
        ("bytes=0-10", (0, 9)),
        ("bytes=5-", (5, 9)),
        ("bytes=-4", (6, 9)),
        ("bytes=-40", (0, 9)),
    ],
)
def test_one_part(header: str, part: tuple[int, int]):
    assert part_of(header, size=10) == Part(first=part[0], last=part[1])


@pytest.mark.parametrize("header", ["", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=5-4", "bytes=a-b", "0-1"])
def test_what_need_not_be_understood(header: str):
    assert part_of(header, size=10) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_what_lies_behind_the_end(header: str, size: int):
    with pytest.raises(OutOfRange):
        part_of(header, size=size)
