"""Other people's HTML as Markdown; what Markdown can't hold is counted, and links are led where they belong."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from gopro.errors import Invalid

type Leads = Callable[[str], str]

LIMIT: Final = 512 * 1024
DEPTH: Final = 100
RAW_DEPTH: Final = 1000  # what a parser has to bear, before it mends the page
TEXTUAL_NAMES: Final = (
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn"
    " div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label li main mark"
    " nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead"
    " time tr tt u ul var wbr"
)
TEXTUAL: Final = frozenset(TEXTUAL_NAMES.split())
SHELL: Final = frozenset({"html", "head", "body", "title", "meta"})
EMBEDDED: Final[Mapping[str, str]] = {
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
}
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "pre": {"class"},
    "code": {"class"},
    **{tag: {name, "title"} for tag, name in EMBEDDED.items()},
}
VOID: Final = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
UNCLOSED: Final = frozenset({"dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr"})
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)")
HANDLER: Final = re.compile(r"""[\s"'/]on[a-z]{3,30}\s*=""", re.IGNORECASE)
SCRIPTED: Final = re.compile(r"""=\s*["']?\s*(?:javascript|vbscript|data):""", re.IGNORECASE)
LEADING: Final[Mapping[str, str]] = MappingProxyType({"a": "href", "img": "src"})
MARKED: Final = re.compile("[<&]")
LANGUAGE: Final = re.compile(r"(?:^|\s)(?:lang|language|highlight|brush)[-: ]+([a-z+]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """`removed` counts what was taken out, by the name of its element or kind."""

    markdown: str
    removed: Mapping[str, int]

    @property
    def remark(self) -> str:
        counted = ", ".join(f"{count} {name}" for name, count in sorted(self.removed.items()))
        return f"Removed: {counted}." if counted else ""


def read_page(html: str, *, leads: Leads) -> Page:
    """`leads` answers where a link or a picture leads here."""
    if len(html) > LIMIT:
        raise Invalid(f"A page of more than {LIMIT >> 10} KiB.")
    if not MARKED.search(html):
        plain = BeautifulSoup("", "html.parser")
        plain.append(" ".join(html.split()))
        return Page(markdown=_ended(_CONVERTER.convert_soup(plain)), removed={})
    _refuse_deep(html, most=RAW_DEPTH, flat=VOID | UNCLOSED)
    clean = _cleaned(html)
    _refuse_deep(clean, most=DEPTH, flat=VOID)
    soup = BeautifulSoup(clean, "html.parser")
    for element in soup.find_all([*LEADING, *EMBEDDED]):
        if element.name in EMBEDDED:
            _link_embedded(element, soup=soup, leads=leads)
        else:
            _lead(element, name=LEADING[element.name], leads=leads)
    return Page(markdown=_ended(_CONVERTER.convert_soup(soup)), removed=_removed(html))


def _ended(markdown: str) -> str:
    text = markdown.strip()
    return f"{text}\n" if text else ""


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TEXTUAL | EMBEDDED.keys()),
        attributes=ATTRIBUTES,
        clean_content_tags={"script", "style", "title"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _refuse_deep(html: str, *, most: int, flat: frozenset[str]) -> None:
    depth = 0
    for closing, tag, _rest in TAG.findall(html):
        depth += 0 if tag.lower() in flat else -1 if closing else 1
        if depth > most:
            raise Invalid(f"A page nested deeper than {most} elements.")


def _removed(html: str) -> Counter[str]:
    return Counter(_removals(html))


def _removals(html: str) -> Iterator[str]:
    for closing, name, rest in TAG.findall(html):
        tag = name.lower()
        if not closing and tag not in TEXTUAL | SHELL | EMBEDDED.keys():
            yield tag
        yield from ("handler" for _ in HANDLER.findall(rest))
        yield from ("script link" for _ in SCRIPTED.findall(rest))


def _link_embedded(element: Tag, *, soup: BeautifulSoup, leads: Leads) -> None:
    """What would be shown within the page becomes a link to it, whatever stood in its place stays."""
    address = str(element.get(EMBEDDED[element.name]) or "")
    if address:
        link = soup.new_tag("a", href=leads(address).replace(" ", "%20"))
        link.string = str(element.get("title") or address)
        paragraph = soup.new_tag("p")
        paragraph.append(link)
        element.insert_before(paragraph)
    element.unwrap()


def _lead(element: Tag, *, name: str, leads: Leads) -> None:
    address = element.get(name)
    if isinstance(address, str) and address:
        element[name] = leads(address).replace(" ", "%20")


class _Converter(MarkdownConverter):
    """Raised and lowered text stays apart from what it stands at."""

    def convert_sup(self, _element: Tag, text: str, parent_tags: set[str]) -> str:
        return _apart("^", text)

    def convert_sub(self, _element: Tag, text: str, parent_tags: set[str]) -> str:
        return _apart("\\_", text)


def _apart(mark: str, text: str) -> str:
    if not text.strip():
        return text
    return f"{mark}{text}" if text.isalnum() else f"{mark}({text})"


def _language(element: Tag) -> str | None:
    """Of a block of code, by the class of either of its two elements."""
    inner = element.find("code")
    classes = [" ".join(each.get("class") or ()) for each in (element, inner) if isinstance(each, Tag)]
    found = LANGUAGE.search(" ".join(classes))
    return found[1] if found else None


def _converter(**options: Any) -> MarkdownConverter:
    return _Converter(
        heading_style=ATX,
        bullets="-",
        escape_misc=True,
        autolinks=False,
        table_infer_header=True,
        keep_inline_images_in=sorted(TEXTUAL),
        code_language_callback=_language,
        **options,
    )


_CONVERTER: Final = _converter()
