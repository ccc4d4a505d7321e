"""The door to pictures: a file of anybody's goes in, squares that we made come out. One process a file decodes it."""

from collections.abc import Sequence

from gopro.images.process import LARGEST, PictureRefused, ask


def squares(content: bytes, *, sizes: Sequence[int], pointer: str) -> dict[int, bytes]:
    """WebP by size. Raises PictureRefused, naming the value at `pointer`, or Unavailable where others are in work."""
    if len(content) > LARGEST:
        raise PictureRefused("too_large", pointer=pointer)
    head, made = ask(content, *map(str, sizes), pointer=pointer)
    return dict(zip(sizes, _parts(made, lengths=head["lengths"]), strict=True))


def _parts(content: bytes, *, lengths: Sequence[int]) -> list[bytes]:
    parts, place = [], 0
    for length in lengths:
        parts.append(content[place : place + length])
        place += length
    return parts
