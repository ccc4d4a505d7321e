"""What bytes are by their beginning, whatever they are called: of the kinds that browsers show or save without harm.

HTML, SVG and other kinds that can run something are none of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LOOKED_AT: Final = 4096  # bytes at the beginning


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """`suffixes` are those of its file names, the usual one first; `is_inline`: shown within a page."""

    suffixes: tuple[str, ...]
    is_inline: bool = False
    begins: "re.Pattern[bytes] | None" = None  # None for text, which begins as it likes

    def fits(self, beginning: bytes) -> bool:
        return self.begins is None or bool(self.begins.match(beginning))


def _inline(begins: bytes, *suffixes: str) -> Kind:
    return Kind(suffixes=suffixes, is_inline=True, begins=re.compile(begins, re.DOTALL))


KINDS: Final[Mapping[str, Kind]] = {
    "image/png": _inline(rb"\x89PNG\r\n\x1a\n", ".png"),
    "image/jpeg": _inline(rb"\xff\xd8\xff", ".jpg", ".jpeg"),
    "image/gif": _inline(rb"GIF8[79]a", ".gif"),
    "image/webp": _inline(rb"RIFF....WEBP", ".webp"),
    "audio/mpeg": _inline(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", ".mp3"),
    "audio/mp4": _inline(rb"....ftypM4A ", ".m4a"),
    "audio/ogg": _inline(rb"OggS", ".ogg", ".oga", ".opus"),
    "audio/wav": _inline(rb"RIFF....WAVE", ".wav"),
    "video/mp4": _inline(rb"....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|dash|MSNV|M4V )", ".mp4", ".m4v"),
    "video/webm": _inline(rb"\x1a\x45\xdf\xa3.{0,40}\x42\x82.{1,2}webm", ".webm"),
    "application/pdf": Kind(suffixes=(".pdf",), begins=re.compile(rb"%PDF-\d")),
    "application/zip": Kind(suffixes=(".zip",), begins=re.compile(rb"PK\x03\x04")),
    "text/plain": Kind(suffixes=(".txt", ".go", ".py", ".log")),
    "text/csv": Kind(suffixes=(".csv",)),
    "text/markdown": Kind(suffixes=(".md",)),
    "application/json": Kind(suffixes=(".json",)),
}
ALIASES: Final[Mapping[str, str]] = {
    "image/jpg": "image/jpeg",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "application/x-zip-compressed": "application/zip",
}


def usual(content_type: str) -> str:
    """The usual name of a kind, without parameters; it need not be one of ours."""
    bare = content_type.partition(";")[0].strip().lower()
    return ALIASES.get(bare, bare)


def of_name(name: str) -> str:
    """The kind of which files with such a name are; empty where it is none of ours."""
    return next((kind for kind, found in KINDS.items() if name.lower().endswith(found.suffixes)), "")


def fitting_name(name: str, *, content_type: str) -> str:
    """With a suffix of its kind, so that what is saved opens as what it is."""
    suffixes = KINDS[content_type].suffixes
    return name if name.lower().endswith(suffixes) else f"{name}{suffixes[0]}"


def is_text(content_type: str) -> bool:
    return KINDS[content_type].begins is None


def kind_of(name: str, *, content: bytes) -> str:
    """As its name says, if its beginning fits, else as its beginning says; what is none of ours is empty."""
    named, beginning = of_name(name), content[:LOOKED_AT]
    if named and KINDS[named].fits(beginning):
        return named
    return next((kind for kind, found in KINDS.items() if found.begins and found.fits(beginning)), "")
