"""XML that nobody vouches for: no declarations of types or entities, nothing fetched, no depth that could hurt."""

from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gopro.errors import Invalid

DEPTH: Final = 100
MARK: Final = "\ufeff"


class Malformed(Invalid):
    """Not XML; dangerous XML is `Invalid` and refused with all that came with it."""


def parse(text: str, *, path: str) -> Element:
    parser = DefusedXMLParser(target=_Shallow(path), forbid_dtd=True)
    try:
        parser.feed(text.removeprefix(MARK).lstrip())
        return parser.close()
    except DefusedXmlException:
        raise Invalid(f"{path}: it declares a document type or entities, which aren't taken.") from None
    except (ParseError, ValueError) as error:
        raise Malformed(f"{path}: not XML ({error}).") from None


class _Shallow(TreeBuilder):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        if self._depth > DEPTH:
            raise Invalid(f"{self._path}: nested deeper than {DEPTH} elements.")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)
