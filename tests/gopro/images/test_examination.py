"""Pictures that stay as they are, good ones and hostile ones."""

import pytest
from PIL import Image

from gopro.images.examination import PICTURES, examine
from gopro.images.process import PictureRefused
from tests.gopro.images.files import GOOD_JPEG, GOOD_PNG, HOSTILE, animation, encoded, plain

NAMED = [name for name, (why, _) in HOSTILE.items() if why in {"trailing_data", "active_content"}]


def refused(content: bytes, *, content_type: str = "image/png") -> str:
    with pytest.raises(PictureRefused) as caught:
        examine(content, content_type=content_type, pointer="/content")
    assert list(caught.value.fields) == ["/content"]
    return caught.value.why


@pytest.mark.parametrize("kind", PICTURES)
def test_takes_good_pictures(kind: str):
    examine(encoded(plain(), PICTURES[kind]), content_type=kind, pointer="/content")


def test_takes_small_ones_and_animations():
    examine(encoded(plain(1, 1), "PNG"), content_type="image/png", pointer="/content")
    examine(animation(20), content_type="image/gif", pointer="/content")


@pytest.mark.parametrize("name", NAMED)
def test_refuses_what_is_something_else_too(name: str):
    why, make = HOSTILE[name]
    assert refused(make()) in {why, "another_image"}


def test_refuses_another_kind():
    assert refused(GOOD_JPEG, content_type="image/png") == "another_image"
    assert refused(GOOD_PNG, content_type="image/jpeg") == "another_image"


def test_refuses_what_says_where_it_was_taken():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 27.0, 0.0)}
    assert refused(encoded(plain(), "JPEG", exif=exif), content_type="image/jpeg") == "tells_place"
    assert refused(encoded(plain(), "PNG", exif=exif)) == "tells_place"


def test_other_exif_stays():
    exif = Image.Exif()
    exif[0x0112] = 6
    examine(encoded(plain(), "JPEG", exif=exif), content_type="image/jpeg", pointer="/content")
