"""Pictures, good ones and hostile ones, each made here from the formats' own rules."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from hashlib import shake_128
from io import BytesIO
from typing import Any

from PIL import Image

from gopro.images.outline import PNG

MEBIBYTE = 1024 * 1024


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def plain(width: int = 80, height: int = 80, *, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), 0)


def garbage(length: int) -> bytes:
    """The same each time, and nothing that packs."""
    return shake_128(b"garbage").digest(length)


def noise(side: int = 512) -> Image.Image:
    return Image.frombytes("RGB", (side, side), garbage(side * side * 3))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, width: int = 80, height: int = 80) -> bytes:
    """Gray, eight bits, with whatever chunks between the head and the end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return PNG + head + b"".join(chunks) + chunk(b"IEND", b"")


def pixels(width: int = 80, height: int = 80) -> bytes:
    return chunk(b"IDAT", zlib.compress(b"\0" * ((width + 1) * height), 9))


def gif(*blocks: bytes, width: int = 80, height: int = 80) -> bytes:
    screen = struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return b"GIF89a" + screen + b"".join(blocks) + b";"


def gif_picture(width: int = 80, height: int = 80) -> bytes:
    whole = encoded(plain(width, height, mode="P"), "GIF")
    return whole[whole.index(b",") : -1]


def jpeg_of(width: int, height: int) -> bytes:
    """Another size in the head than in the data."""
    whole = bytearray(encoded(plain(), "JPEG"))
    place = whole.index(b"\xff\xc0") + 5
    whole[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def jpeg_with(segment: bytes, *, marker: int = 0xFE) -> bytes:
    whole = encoded(plain(), "JPEG")
    return whole[:2] + struct.pack(">BBH", 0xFF, marker, len(segment) + 2) + segment + whole[2:]


def many_scans() -> bytes:
    """A progressive JPEG of a large picture whose last scan stands there thousands of times."""
    whole = encoded(plain(4900, 4900), "JPEG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * ((2 * MEBIBYTE - len(whole)) // len(scan)) + whole[-2:]


def zipped() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("Main.class", b"\xca\xfe\xba\xbe")
    return written.getvalue()


def webp_of(width: int, height: int) -> bytes:
    """A canvas in the head, larger than what is in the file."""
    inner = encoded(plain(), "WEBP")[12:]
    head = b"VP8X" + struct.pack("<II", 10, 0) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + head + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bomb(size: int = 64 * MEBIBYTE) -> bytes:
    return zlib.compress(b"\0" * size, 9)


def animation(pictures: int) -> bytes:
    frame = gif_picture(16, 16)
    return gif(frame * pictures, width=16, height=16)


def animated_png(pictures: int) -> bytes:
    return png(chunk(b"acTL", struct.pack(">II", pictures, 0)), pixels())


GOOD_JPEG = encoded(noise(), "JPEG")
GOOD_PNG = encoded(noise(64), "PNG")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

# Why each is refused, and how it is made: only when its test runs.
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("not_an_image", lambda: b""),
    "text": ("not_an_image", lambda: b"hello"),
    "zeros": ("not_an_image", lambda: b"\0" * 1000),
    "svg": ("not_an_image", lambda: SVG),
    "svg of a billion laughs": (
        "not_an_image",
        lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    ),
    "svg of another's file": (
        "not_an_image",
        lambda: b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>',
    ),
    "html": ("not_an_image", lambda: b"<!doctype html><script>alert(1)</script>"),
    "pdf": ("not_an_image", lambda: b"%PDF-1.7\n1 0 obj\n<< >>\nendobj"),
    "zip": ("not_an_image", zipped),
    "elf": ("not_an_image", lambda: b"\x7fELF" + b"\0" * 500),
    "bmp": ("not_an_image", lambda: encoded(plain(), "BMP")),
    "tiff": ("not_an_image", lambda: encoded(plain(), "TIFF")),
    "ico": ("not_an_image", lambda: encoded(plain(), "ICO")),
    "postscript": ("not_an_image", lambda: encoded(plain(), "EPS")),
    "head of a png": ("broken", lambda: GOOD_PNG[:20]),
    "png cut short": ("broken", lambda: GOOD_PNG[:-500]),
    "jpeg cut short": ("broken", lambda: GOOD_JPEG[: len(GOOD_JPEG) // 2]),
    "webp cut short": ("broken", lambda: encoded(noise(), "WEBP")[:-500]),
    "gif cut short": ("broken", lambda: encoded(noise(), "GIF")[:-500]),
    "png with a broken sum": ("broken", lambda: GOOD_PNG[:60] + bytes([GOOD_PNG[60] ^ 1]) + GOOD_PNG[61:]),
    "png of fewer pixels than it says": ("broken", lambda: png(pixels(10, 10), width=3000, height=3000)),
    "png without pixels": ("broken", lambda: png()),
    "png whose chunk is longer than the file": (
        "broken",
        lambda: PNG + struct.pack(">I4s", 2**31, b"IHDR") + b"x" * 99,
    ),
    "jpeg of markers only": ("broken", lambda: b"\xff\xd8\xff" + b"\xff\xd8" * 500_000),
    "gif with an unknown block": ("broken", lambda: gif(b"\x99")),
    "gif without a picture": ("broken", lambda: gif()),
    "webp of lies": ("broken", lambda: b"RIFF" + struct.pack("<I", 2**31) + b"WEBPVP8 " + b"\0" * 200),
    "noise behind a png's head": ("broken", lambda: PNG + garbage(5000)),
    "noise behind a jpeg's head": ("broken", lambda: b"\xff\xd8\xff\xe0" + garbage(5000)),
    "png of 10 gigapixels": ("too_many_pixels", lambda: png(pixels(), width=100_000, height=100_000)),
    "png of 36 million pixels that are there": ("too_many_pixels", lambda: encoded(plain(6000, 6000, mode="L"), "PNG")),
    "jpeg of 4 gigapixels": ("too_many_pixels", lambda: jpeg_of(65_500, 65_500)),
    "gif of 4 gigapixels": ("too_many_pixels", lambda: gif(gif_picture(), width=65_535, height=65_535)),
    "gif whose picture is larger than its screen": (
        "too_many_pixels",
        lambda: gif(b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + gif_picture()[10:]),
    ),
    "webp of 200 million pixels": ("too_many_pixels", lambda: webp_of(16_000, 16_000)),
    "one pixel": ("too_small", lambda: encoded(plain(1, 1), "PNG")),
    "a line": ("too_small", lambda: encoded(plain(20_000, 1), "PNG")),
    "gif of 20,000 pictures": ("too_many_pictures", lambda: animation(20_000)),
    "png that says it has two billion pictures": ("too_many_pictures", lambda: animated_png(2**31 - 1)),
    "profile that unpacks to 64 MiB": ("broken", lambda: png(chunk(b"iCCP", b"p\0\0" + bomb()), pixels())),
    "profile of 1 MiB": (
        "large_profile",
        lambda: encoded(plain(), "JPEG", icc_profile=garbage(MEBIBYTE)),
    ),
    "text that unpacks to 64 MiB": ("broken", lambda: png(chunk(b"zTXt", b"Comment\0\0" + bomb()), pixels())),
    "international text that unpacks to 64 MiB": (
        "broken",
        lambda: png(chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb()), pixels()),
    ),
    "pixels that unpack to 64 MiB more": ("broken", lambda: png(chunk(b"IDAT", bomb()), width=80, height=0)),
    "jpeg of thousands of scans": ("too_demanding", many_scans),
    "gif with a script behind it": ("trailing_data", lambda: gif(gif_picture()) + b"/*<script>alert(1)</script>*/"),
    "jpeg with an archive behind it": ("trailing_data", lambda: GOOD_JPEG + zipped()),
    "png with a page behind it": ("trailing_data", lambda: GOOD_PNG + b"<html><script>alert(1)</script></html>"),
    "webp with a program behind it": ("trailing_data", lambda: encoded(noise(64), "WEBP") + b"MZ" + b"x" * 200),
    "png with another behind it": ("trailing_data", lambda: GOOD_PNG + GOOD_PNG),
    "jpeg whose comment is a page": ("active_content", lambda: jpeg_with(b"<HTML><ScRiPt>alert(1)</script>")),
    "jpeg whose comment is php": ("active_content", lambda: jpeg_with(b"<?php system($_GET['c']); ?>")),
    "jpeg whose comment is a pdf": ("active_content", lambda: jpeg_with(b"%PDF-1.4\n")),
    "jpeg whose comment is an archive": ("active_content", lambda: jpeg_with(zipped())),
    "png whose text is svg": ("active_content", lambda: png(chunk(b"tEXt", b"x\0" + SVG), pixels())),
    "gif whose comment is a script": (
        "active_content",
        lambda: gif(b"\x21\xfe\x19<script>alert(1)</script>\0", gif_picture()),
    ),
    "larger than 2 MiB": ("too_large", lambda: GOOD_PNG + b"\0" * (2 * MEBIBYTE)),
}
