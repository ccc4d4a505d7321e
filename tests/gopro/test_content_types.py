"""What bytes are, whatever they are called."""

import pytest

from gopro.content_types import KINDS, fitting_name, is_text, kind_of, usual

BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "audio/mpeg": b"ID3\x04",
    "audio/mp4": b"\0\0\0\x20ftypM4A ",
    "audio/ogg": b"OggS\0",
    "audio/wav": b"RIFF\x10\0\0\0WAVEfmt ",
    "video/mp4": b"\0\0\0\x20ftypisom",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm",
    "application/pdf": b"%PDF-1.7",
    "application/zip": b"PK\x03\x04",
}


def test_each_kind_begins_as_no_other():
    found = {
        kind: [each for each, one in KINDS.items() if one.begins and one.fits(begins)]
        for kind, begins in BEGINNINGS.items()
    }
    assert found == {kind: [kind] for kind in BEGINNINGS}
    assert set(BEGINNINGS) == {kind for kind in KINDS if not is_text(kind)}


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "text/html", "application/javascript", "application/xhtml+xml", "text/xml"]
)
def test_what_can_run_something_is_none_of_them(kind: str):
    assert kind not in KINDS


def test_only_what_shows_or_sounds_is_shown_in_a_page():
    inline = {kind.partition("/")[0] for kind, one in KINDS.items() if one.is_inline}
    assert inline == {"image", "audio", "video"}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", BEGINNINGS["image/png"], "image/png"),
        ("a.PNG", BEGINNINGS["image/png"], "image/png"),
        ("a.png", BEGINNINGS["image/jpeg"], "image/jpeg"),
        ("a", BEGINNINGS["application/pdf"], "application/pdf"),
        ("a.csv", b"a,b", "text/csv"),
        ("a.svg", b"<svg>", ""),
        ("a.html", b"<html>", ""),
    ],
)
def test_a_kind_is_what_the_bytes_are(name: str, content: bytes, kind: str):
    assert kind_of(name, content=content) == kind


def test_usual_names():
    assert [usual(kind) for kind in ("image/JPG", "text/plain; charset=utf-8", "x/y")] == [
        "image/jpeg",
        "text/plain",
        "x/y",
    ]


@pytest.mark.parametrize(("name", "fitting"), [("a.html", "a.html.txt"), ("a.TXT", "a.TXT"), ("a", "a.txt")])
def test_a_name_ends_as_its_kind_does(name: str, fitting: str):
    assert fitting_name(name, content_type="text/plain") == fitting
