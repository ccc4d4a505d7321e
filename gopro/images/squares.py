"""The door to pictures: a file of anybody's goes in, squares that we made come out. One process a file decodes it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import gopro
from gopro.errors import Invalid, Unavailable

LARGEST = 2 * 1024 * 1024
LONGEST_SECONDS = 5
AT_ONCE = 2  # in this process, each up to a quarter of a gigabyte
CODE = Path(gopro.__file__).parent.parent
REASONS: Mapping[str, str] = {
    "not_an_image": "This is no JPEG, PNG, WebP or GIF, whatever it is called.",
    "too_large": f"A picture may have {LARGEST // 1024 // 1024} MiB at most.",
    "too_many_pixels": "A picture may have 25 million pixels at most, a WebP 12.5 million.",
    "too_small": "A picture needs at least 16 pixels each way.",
    "too_many_pictures": "An animation may have 300 pictures at most; the first is taken.",
    "trailing_data": "Something follows the picture in this file. Save it anew with an image editor.",
    "active_content": "This file is a picture and something else at once. Save it anew with an image editor.",
    "large_profile": "The color profile of this picture is too large. Save it without one.",
    "broken": "This picture is broken or cut short.",
    "too_demanding": "This picture takes too much time or memory to read.",
}

_free = BoundedSemaphore(AT_ONCE)


class PictureRefused(Invalid):
    """`why` is one of REASONS."""

    code = "picture_refused"
    title = "This picture can't be taken"

    def __init__(self, why: str, *, pointer: str) -> None:
        self.why = why
        super().__init__(REASONS[why], fields={pointer: REASONS[why]})


def squares(content: bytes, *, sizes: Sequence[int], pointer: str) -> dict[int, bytes]:
    """WebP by size. Raises PictureRefused, naming the value at `pointer`, or Unavailable where others are in work."""
    if len(content) > LARGEST:
        raise PictureRefused("too_large", pointer=pointer)
    if not _free.acquire(timeout=LONGEST_SECONDS):
        raise Unavailable("Others' pictures are in work.", retry_after=LONGEST_SECONDS)
    try:
        output = _decode(content, sizes=sizes)
    finally:
        _free.release()
    line, _, rest = output.partition(b"\n")
    head: dict[str, Any] = json.loads(line) if line else {"refused": "too_demanding"}
    if "refused" in head:
        raise PictureRefused(head["refused"], pointer=pointer)
    return dict(zip(sizes, _parts(rest, lengths=head["lengths"]), strict=True))


def _decode(content: bytes, *, sizes: Sequence[int]) -> bytes:
    """What the process said; nothing where its limits ended it."""
    command = [sys.executable, "-s", "-m", "gopro.images.decoder", *map(str, sizes)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is its input, no part of the command
            command, input=content, capture_output=True, timeout=LONGEST_SECONDS, cwd=CODE, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _parts(content: bytes, *, lengths: Sequence[int]) -> list[bytes]:
    parts, place = [], 0
    for length in lengths:
        parts.append(content[place : place + length])
        place += length
    return parts
