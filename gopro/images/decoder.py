"""Run by itself: a file comes in, and squares of it go out (`python -m gopro.images.decoder 64 256`), or a refusal.

With `examine PNG` nothing is made: the file is only looked at, whether it is a good PNG.

What hostile files can reach is this process, which has bounded memory and time, no network to speak of, and no secret.
"""

import json
import re
import resource
import sys
import warnings
from collections.abc import Mapping, Sequence
from io import BytesIO

from PIL import Image
from PIL.Image import Resampling, Transpose

from gopro.images.outline import Broken, Outline, outline_of

LARGEST_MEMORY = 384 * 1024 * 1024  # of addresses: code and libraries, and two pictures of full size
LONGEST_CPU = 4
MOST_PICTURES = 300
EXAMINE = "examine"
SMALLEST_SIDE = 16
LARGEST_PROFILE = 512 * 1024
MOST_PIXELS: Mapping[str, int] = {"PNG": 25_000_000, "JPEG": 25_000_000, "GIF": 25_000_000, "WEBP": 12_500_000}
ORIENTATION, PLACE = 0x0112, 0x8825  # of EXIF
GPS = b"GPSLatitude"  # of XMP
TURNS: Mapping[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
ACTIVE = re.compile(rb"<\?php|<script[\s>/]|<svg[\s>:]|<html[\s>]|<!doctype|<!entity|%pdf-\d|javascript:")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class Refusal(Exception):
    """`why` is a key of `gopro.images.process.REASONS`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def squares(content: bytes, *, sizes: Sequence[int]) -> list[bytes]:
    """The middle of the first picture, upright, in each size, as WebP without anything but the picture."""
    found = _checked(content)
    with Image.open(BytesIO(content), formats=[found.kind]) as picture:
        _check_measures(picture, kind=found.kind)
        if min(picture.size) < SMALLEST_SIDE:
            raise Refusal("too_small")
        largest = _square(picture, side=max(sizes))
    return [_encoded(largest.resize((size, size), Resampling.LANCZOS)) for size in sizes]


def examine(content: bytes, *, kind: str) -> None:
    """Its first picture is decoded. EXIF and XMP may say where it was taken."""
    found = _checked(content)
    if found.kind != kind:
        raise Refusal("another_image")
    with Image.open(BytesIO(content), formats=[kind]) as picture:
        _check_measures(picture, kind=kind)
        if GPS in content or _tells_place(picture):
            raise Refusal("tells_place")
        picture.load()


def _tells_place(picture: Image.Image) -> bool:
    """What can't be read tells nothing."""
    try:
        return bool(picture.getexif().get_ifd(PLACE))
    except Exception:
        return False


def _checked(content: bytes) -> Outline:
    """What can be told without decoding."""
    try:
        found = outline_of(content)
    except Broken as failure:
        raise Refusal("broken") from failure
    if found is None:
        raise Refusal("not_an_image")
    if len(content) < found.ends_at:
        raise Refusal("broken")
    if content[found.ends_at :].strip(b"\0"):
        raise Refusal("trailing_data")
    if ACTIVE.search(content.lower()) or all(mark in content for mark in ZIP):
        raise Refusal("active_content")
    if found.pictures > MOST_PICTURES:
        raise Refusal("too_many_pictures")
    return found


def _check_measures(picture: Image.Image, *, kind: str) -> None:
    """Before any pixel is decoded."""
    if picture.width * picture.height > MOST_PIXELS[kind]:
        raise Refusal("too_many_pixels")
    if len(picture.info.get("icc_profile") or b"") > LARGEST_PROFILE:
        raise Refusal("large_profile")


def _square(picture: Image.Image, *, side: int) -> Image.Image:
    """In this order, so that no more than two pictures of full size are in memory."""
    picture.draft(picture.mode, (side, side))
    picture.load()
    turn = TURNS.get(_orientation(picture))
    width, height = picture.size
    edge = min(width, height)
    left, top = (width - edge) // 2, (height - edge) // 2
    plain = _plain(picture)
    box = (left, top, left + edge, top + edge)
    small = plain.resize((side, side), Resampling.LANCZOS, box=box, reducing_gap=3.0)
    upright = small.transpose(turn) if turn is not None else small
    return upright.convert("RGBA") if upright.mode == "RGBa" else upright


def _orientation(picture: Image.Image) -> int:
    """Much that writes EXIF writes it wrong; such a picture stays as it is."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _plain(picture: Image.Image) -> Image.Image:
    """In RGB, or with alpha multiplied in, so that what is transparent doesn't color its neighbors."""
    while (mode := _next_mode(picture)) is not None:
        scaled = picture.point(lambda value: value * (1 / 256)) if picture.mode.startswith("I") else picture
        following = scaled.convert(mode)
        picture.close()
        picture = following
    return picture


def _next_mode(picture: Image.Image) -> str | None:
    if picture.mode in {"RGB", "RGBa"}:
        return None
    if picture.mode == "RGBA":
        return "RGBa"
    if picture.mode.startswith("I"):
        return "L"
    return "RGBA" if picture.mode in {"LA", "PA"} or "transparency" in picture.info else "RGB"


def _encoded(picture: Image.Image) -> bytes:
    picture.info.clear()
    written = BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


def _bound() -> None:
    """For this process, before it has seen a byte of the file."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_CPU, LONGEST_CPU))
    for none in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(none, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
    Image.init()


def _answer(content: bytes, *, words: Sequence[str]) -> tuple[dict[str, object], list[bytes]]:
    try:
        made = _made(content, words=words)
    except Refusal as refusal:
        return {"refused": refusal.why}, []
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "too_many_pixels"}, []
    except MemoryError:
        return {"refused": "too_demanding"}, []
    except Exception:  # Pillow raises whatever a broken file leads it to
        return {"refused": "broken"}, []
    return {"lengths": [len(each) for each in made]}, made


def _made(content: bytes, *, words: Sequence[str]) -> list[bytes]:
    if words[0] == EXAMINE:
        examine(content, kind=words[1])
        return []
    return squares(content, sizes=[int(size) for size in words])


def main() -> None:
    _bound()
    head, made = _answer(sys.stdin.buffer.read(), words=sys.argv[1:])
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(made))


if __name__ == "__main__":
    main()
