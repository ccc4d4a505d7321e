"""Pictures made anew: what is taken, and what is left of it."""

import json
import subprocess
import sys
import time
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from PIL import Image

from gopro.errors import Unavailable
from gopro.images import process as door
from gopro.images.process import PictureRefused
from gopro.images.squares import squares
from tests.gopro.images import files
from tests.gopro.images.files import HOSTILE, encoded, noise, plain

SIZES = (64, 256, 512)
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
MOST_MEBIBYTES, MOST_SECONDS = 256, 5.5  # the limit is five, and the machine may be busy with others


def made(content, size=64):
    return Image.open(BytesIO(squares(content, sizes=SIZES, pointer="/picture")[size]))


def refused(content):
    with pytest.raises(PictureRefused) as caught:
        squares(content, sizes=SIZES, pointer="/picture")
    assert list(caught.value.fields) == ["/picture"]
    return caught.value.why


def quarters(*colors):
    """Colors by corner, as one reads."""
    picture = plain()
    for number, color in enumerate(colors):
        picture.paste(color, (number % 2 * 40, number // 2 * 40, number % 2 * 40 + 40, number // 2 * 40 + 40))
    return picture


def corners(picture):
    """The same, of what was made."""
    found = picture.convert("RGB")
    return [
        min((RED, GREEN, BLUE, WHITE), key=lambda color: sum(abs(a - b) for a, b in zip(color, pixel, strict=True)))
        for pixel in map(found.getpixel, ((8, 8), (56, 8), (8, 56), (56, 56)))
    ]


def test_makes_squares_of_each_size():
    found = squares(encoded(noise(), "PNG"), sizes=SIZES, pointer="/picture")
    shown = {size: Image.open(BytesIO(content)) for size, content in found.items()}
    assert {size: (each.format, each.size) for size, each in shown.items()} == {
        64: ("WEBP", (64, 64)),
        256: ("WEBP", (256, 256)),
        512: ("WEBP", (512, 512)),
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_takes_the_usual_kinds(kind):
    assert corners(made(encoded(quarters(RED, GREEN, BLUE, WHITE), kind))) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_takes_every_mode(mode):
    content = encoded(plain(mode=mode), "JPEG" if mode == "CMYK" else "PNG")
    assert made(content).size == (64, 64)


def test_crops_the_middle():
    wide = Image.new("RGB", (240, 80), RED)
    wide.paste(quarters(RED, GREEN, BLUE, WHITE), (80, 0))
    assert corners(made(encoded(wide, "PNG"))) == [RED, GREEN, BLUE, WHITE]


def test_takes_the_first_picture_of_an_animation():
    first, second = quarters(RED, GREEN, BLUE, WHITE), plain()
    for kind in ("GIF", "WEBP", "PNG"):
        content = encoded(
            first, kind, save_all=True, append_images=[second], **{"lossless": True} if kind == "WEBP" else {}
        )
        found = made(content)
        assert (corners(found), getattr(found, "n_frames", 1)) == ([RED, GREEN, BLUE, WHITE], 1)


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
        (99, [RED, GREEN, BLUE, WHITE]),
    ],
)
def test_turns_pictures_upright(orientation, upright):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert corners(made(encoded(quarters(RED, GREEN, BLUE, WHITE), "JPEG", exif=exif, quality=95))) == upright


def test_keeps_what_is_transparent():
    picture = Image.new("RGBA", (80, 80), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (0, 0, 40, 80))
    found = made(encoded(picture, "PNG"))
    left, right = found.getpixel((8, 30)), found.getpixel((56, 30))
    assert (found.mode, left[2] > 240, left[3], right[3]) == ("RGBA", True, 255, 0)


def test_sixteen_bits_become_eight():
    gray = Image.new("I;16", (80, 80), 0x8000)
    assert abs(made(encoded(gray, "PNG")).convert("L").getpixel((5, 5)) - 128) < 3


def test_nothing_but_the_picture_is_left():
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "a secret place", {1: "N", 2: (50.0, 27.0, 0.0)}
    content = encoded(noise(), "JPEG", exif=exif, comment=b"a secret word", icc_profile=b"a secret profile")
    for each in squares(content, sizes=SIZES, pointer="/picture").values():
        assert b"secret" not in each
        found = Image.open(BytesIO(each))
        assert sorted(found.info) == ["background", "loop", "timestamp", "duration"] or not set(found.info) & {
            "exif",
            "xmp",
            "icc_profile",
        }
        assert dict(found.getexif()) == {}


def test_takes_a_camera_file_with_further_pictures_behind_the_first():
    content = encoded(quarters(RED, GREEN, BLUE, WHITE), "JPEG") + encoded(plain(), "JPEG") + b"\0" * 64
    assert corners(made(content)) == [RED, GREEN, BLUE, WHITE]


def test_takes_the_largest_that_it_promises():
    for content in (encoded(plain(5000, 5000, mode="RGBA"), "PNG"), encoded(plain(3535, 3535), "WEBP", lossless=True)):
        assert figures(content)[1] < MOST_MEBIBYTES
        assert made(content).size == (64, 64)


# A child counts the memory that it had before it became another program, which is that of its parent: a small one.
MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-s", "-m", "gopro.images.decoder", "64"])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


def figures(content):
    """What a process that decodes it says, its memory in MiB, and its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURED], input=content, capture_output=True, cwd=door.CODE, env={}
    )
    return done.stdout, int(done.stderr.split()[-1]) / 1024, time.monotonic() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses_hostile_files(name):
    why, make = HOSTILE[name]
    content = make()
    if len(content) > door.LARGEST:
        said = why if refused(content) == "too_large" else "taken"
        mebibytes, seconds = 0.0, 0.0
    else:
        answer, mebibytes, seconds = figures(content)
        said = json.loads(answer.partition(b"\n")[0])["refused"] if answer else "too_demanding"
    assert (said, mebibytes < MOST_MEBIBYTES, seconds < MOST_SECONDS) == (why, True, True)


def test_there_are_enough_hostile_files():
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize("name", ["svg", "jpeg cut short", "jpeg of 4 gigapixels", "jpeg of thousands of scans"])
def test_says_where_and_why(name):
    why, make = HOSTILE[name]
    assert refused(make()) == why


def test_the_decoder_writes_no_file(tmp_path):
    steps = (
        "import sys",
        "from gopro.images import decoder",
        "decoder._bound()",
        "open(sys.argv[1], 'wb', 0).write(b'x')",
    )
    code = "; ".join((*steps, "print('written')"))
    path = tmp_path / "written"
    done = subprocess.run([sys.executable, "-c", code, path], cwd=door.CODE, capture_output=True, check=False)
    assert (done.returncode != 0, done.stdout, path.stat().st_size) == (True, b"", 0)


def test_waits_for_its_turn_and_no_longer(monkeypatch):
    monkeypatch.setattr(door, "_free", BoundedSemaphore(1))
    monkeypatch.setattr(door, "LONGEST_SECONDS", 0.2)
    door._free.acquire()
    with pytest.raises(Unavailable):
        squares(files.GOOD_PNG, sizes=SIZES, pointer="/picture")
