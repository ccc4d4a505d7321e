"""Whether bytes are what was said of them: their number, their SHA-256, and the kind that they claim to be."""

import codecs
import hashlib
from typing import BinaryIO

from django.conf import settings

from apps.courses.errors import MediaRefused
from gopro.content_types import KINDS, LOOKED_AT, is_text
from gopro.images.examination import PICTURES, examine
from gopro.storage.contract import Announced

CHUNK = 64 * 1024
LARGEST_PICTURE = 16 * 1024 * 1024  # what the process that decodes it has memory for


def check_announced(announced: Announced) -> None:
    """What can be told before a byte is here. Raises MediaRefused."""
    if announced.content_type not in KINDS:  # SVG and HTML, which can run something, are none of them
        kinds = ", ".join(KINDS)
        raise _refused(
            "/content_type", f"{announced.content_type or 'This kind of file'} can't be taken; these can: {kinds}."
        )
    if announced.content_type in PICTURES and announced.size > LARGEST_PICTURE:
        raise _refused("/size", f"A picture may have {LARGEST_PICTURE // settings.MEBIBYTE} MiB at most.")
    if announced.size > settings.MEDIA_FILE_BYTES:
        mebibytes = settings.MEDIA_FILE_BYTES // settings.MEBIBYTE
        raise _refused("/size", f"A file may have {mebibytes} MiB at most.")


def check_content(content: BinaryIO, *, announced: Announced) -> None:
    """Reads it all, and leaves it at its beginning. Raises MediaRefused, or Unavailable while pictures wait."""
    size = content.seek(0, 2)
    if size != announced.size:
        raise _refused("/size", f"{announced.size} bytes were announced, {size} have come.")
    content.seek(0)
    if hashlib.file_digest(content, "sha256").hexdigest() != announced.sha256:  # type: ignore[arg-type]  # a file is one
        raise _refused("/sha256", "The bytes that have come have another SHA-256.")
    content.seek(0)
    if not KINDS[announced.content_type].fits(content.read(LOOKED_AT)):
        raise _refused("/content_type", f"The bytes that have come are no {announced.content_type}.")
    content.seek(0)
    _check_inside(content, content_type=announced.content_type)
    content.seek(0)


def _check_inside(content: BinaryIO, *, content_type: str) -> None:
    if content_type in PICTURES:
        examine(content.read(), content_type=content_type, pointer="/content")
    elif is_text(content_type):
        _check_text(content)


def _check_text(content: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := content.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                raise _refused("/content", "A text has no NUL characters.")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _refused("/content", "A text is in UTF-8.") from None


def _refused(pointer: str, reason: str) -> MediaRefused:
    return MediaRefused(reason, fields={pointer: reason})
