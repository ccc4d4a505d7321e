"""Looking at a picture that stays as it is: whether it is whole, one thing only, and tells nobody's whereabouts."""

from collections.abc import Mapping
from typing import Final

from gopro.images.process import ask

PICTURES: Final[Mapping[str, str]] = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
}


def examine(content: bytes, *, content_type: str, pointer: str) -> None:
    """Decoded in a process of its own. Raises PictureRefused, or Unavailable where others are in work."""
    ask(content, "examine", PICTURES[content_type], pointer=pointer)
