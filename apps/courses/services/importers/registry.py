"""Which reader reads which kind of course."""

from collections.abc import Callable, Mapping
from typing import Final

from apps.courses.services.importers.exercism import track
from apps.courses.services.importers.markdown import folder
from apps.courses.services.importers.olx import course as olx
from apps.courses.services.importers.tree import Reading
from gopro.archives.tree import Tree
from gopro.errors import Invalid

type Reader = Callable[[Tree], Reading]

READERS: Final[Mapping[str, Reader]] = {"exercism": track.read, "markdown": folder.read, "olx": olx.read}


def reader_for(kind: str) -> Reader:
    try:
        return READERS[kind]
    except KeyError:
        raise Invalid(f"{kind!r} is no kind of course that can be read; these are: {', '.join(READERS)}.") from None
