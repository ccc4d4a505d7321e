"""Markdown as the HTML and XML of OLX."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, indent, tostring

from bs4 import BeautifulSoup

from apps.courses.services.importers.olx.kept import said, sayable
from apps.courses.services.importers.olx.xml import parse
from gopro.markdown import plain_text, render

REFERENCE: Final = re.compile(r"""\b(?P<kind>asset|lesson):(?P<key>[^\s)>\]"'#?]+)""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """`files` are the names in `static/` of what texts show, `lessons` those of sequentials, by external key."""

    files: Mapping[str, str]
    lessons: Mapping[str, str]

    def html(self, markdown: str) -> str:
        return sayable(render(REFERENCE.sub(self._address, markdown)))

    def element(self, tag: str, markdown: str, **attributes: str) -> Element:
        """With the text as XML within it."""
        xml = BeautifulSoup(self.html(markdown), "html.parser").decode(formatter="minimal")
        element = parse(f"<{tag}>{xml}</{tag}>", path=tag)
        element.attrib.update(attributes)
        return element

    def line(self, markdown: str) -> str:
        """Where only plain text may stand."""
        return said(plain_text(markdown))

    def _address(self, found: re.Match[str]) -> str:
        if found["kind"] == "asset" and (name := self.files.get(found["key"])):
            return f"/static/{name}"
        if found["kind"] == "lesson" and (name := self.lessons.get(unquote(found["key"]))):
            return f"/jump_to_id/{name}"
        return found[0]


def structure(element: Element) -> bytes:
    """XML in which space says nothing."""
    indent(element)
    return content(element)


def content(element: Element) -> bytes:
    """XML whose texts stay as they are."""
    return f"{tostring(element, encoding='unicode')}\n".encode()
