"""The process that decodes a picture: one for each, with bounds of its own, and few at once."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import gopro
from gopro.errors import Invalid, Unavailable

LARGEST = 2 * 1024 * 1024  # of a picture that is made anew; one that is only looked at has other limits
LONGEST_SECONDS = 5
AT_ONCE = 2  # in this process, each up to a quarter of a gigabyte
CODE = Path(gopro.__file__).parent.parent
REASONS: Mapping[str, str] = {
    "not_an_image": "This is no JPEG, PNG, WebP or GIF, whatever it is called.",
    "another_image": "This is a picture of another kind than was said.",
    "too_large": f"A picture may have {LARGEST // 1024 // 1024} MiB at most.",
    "too_many_pixels": "A picture may have 25 million pixels at most, a WebP 12.5 million.",
    "too_small": "A picture needs at least 16 pixels each way.",
    "too_many_pictures": "An animation may have 300 pictures at most; the first is taken.",
    "trailing_data": "Something follows the picture in this file. Save it anew with an image editor.",
    "active_content": "This file is a picture and something else at once. Save it anew with an image editor.",
    "large_profile": "The color profile of this picture is too large. Save it without one.",
    "tells_place": "This picture says where it was taken. Save it without its location.",
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


def ask(content: bytes, *words: str, pointer: str) -> tuple[Mapping[str, Any], bytes]:
    """What the decoder says, and what it made. Raises PictureRefused, or Unavailable where others are in work."""
    if not _free.acquire(timeout=LONGEST_SECONDS):
        raise Unavailable("Others' pictures are in work.", retry_after=LONGEST_SECONDS)
    try:
        output = _run(content, *words)
    finally:
        _free.release()
    line, _, rest = output.partition(b"\n")
    head: dict[str, Any] = json.loads(line) if line else {"refused": "too_demanding"}
    if "refused" in head:
        raise PictureRefused(head["refused"], pointer=pointer)
    return head, rest


def _run(content: bytes, *words: str) -> bytes:
    """What the process said; nothing where its limits ended it."""
    command = [sys.executable, "-s", "-m", "gopro.images.decoder", *words]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is its input, no part of the command
            command, input=content, capture_output=True, timeout=LONGEST_SECONDS, cwd=CODE, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
