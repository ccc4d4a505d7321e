"""The outline of an image file: where it ends and how many pictures it has, read without decoding any of them."""

import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MARKER = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")  # no stuffed zero and no restart: those stand inside a scan
START, END, ALONE = 0xD8, 0xD9, frozenset({0x01, 0xD8})
GIF_IMAGE, GIF_EXTENSION, GIF_END = 0x2C, 0x21, 0x3B


class Broken(Exception):
    """Cut short, or not what its first bytes promise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """`kind` is Pillow's name of the format."""

    kind: str
    ends_at: int
    pictures: int = 1


def outline_of(content: bytes) -> Outline | None:
    """By the first bytes, whatever the file is called; None for what is no picture of a kind that we take."""
    for begins, walk in WALKS.items():
        if begins.match(content):
            try:
                return walk(content)
            except (IndexError, struct.error) as failure:
                raise Broken from failure
    return None


def _png(content: bytes) -> Outline:
    place, pictures, kind = len(PNG), 1, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"acTL":
            (pictures,) = struct.unpack_from(">I", content, place + 8)
        place += 12 + length
    return Outline(kind="PNG", ends_at=place, pictures=pictures)


def _jpeg(content: bytes) -> Outline:
    """Cameras put further JPEGs behind the first (depth, gain map): those belong to it."""
    place, pictures = 0, 0
    while content.startswith(JPEG, place):
        place, pictures = _end_of_jpeg(content, place + 2), pictures + 1
    return Outline(kind="JPEG", ends_at=place, pictures=pictures)


def _end_of_jpeg(content: bytes, place: int) -> int:
    while found := MARKER.search(content, place):
        marker, place = content[found.end() - 1], found.end()
        if marker == END:
            return place
        if marker not in ALONE:
            place += struct.unpack_from(">H", content, place)[0]
    raise Broken


def _gif(content: bytes) -> Outline:
    place, pictures = 13 + _table(content[10]), 0
    while (block := content[place]) != GIF_END:
        if block == GIF_IMAGE:
            place, pictures = place + 11 + _table(content[place + 9]), pictures + 1
        elif block == GIF_EXTENSION:
            place += 2
        else:
            raise Broken
        while length := content[place]:
            place += 1 + length
        place += 1
    return Outline(kind="GIF", ends_at=place + 1, pictures=pictures)


def _table(flags: int) -> int:
    """The bytes of a color table, where the flags say that there is one."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(content: bytes) -> Outline:
    end = struct.unpack_from("<I", content, 4)[0] + 8
    place, frames = 12, 0
    while place < end:
        kind, length = struct.unpack_from("<4sI", content, place)
        frames += kind == b"ANMF"
        place += 8 + length + length % 2
    return Outline(kind="WEBP", ends_at=place, pictures=max(frames, 1))


WALKS: Mapping[re.Pattern[bytes], Callable[[bytes], Outline]] = {
    re.compile(re.escape(PNG)): _png,
    re.compile(re.escape(JPEG)): _jpeg,
    re.compile(rb"GIF8[79]a"): _gif,
    re.compile(rb"RIFF....WEBP", re.DOTALL): _webp,
}
