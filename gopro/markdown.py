"""Markdown to clean HTML, rendered when it is written and not when it is read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from gopro.errors import Invalid

TEXT_LIMIT = 256 * 1024
HIGHLIGHT_LIMIT = 32 * 1024
LANGUAGE_NAMES = (
    "bash c c++ cpp console css diff docker go golang graphql html http ini java javascript js json jsx kotlin make"
    " makefile php protobuf py python ruby rust sh shell sql swift toml ts typescript xml yaml yml"
)
TAG_NAMES = "a blockquote br code em h1 h2 h3 h4 h5 h6 hr img li ol p pre s span strong table tbody td th thead tr ul"
LANGUAGES = frozenset(LANGUAGE_NAMES.split())
TAGS = frozenset(TAG_NAMES.split())
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LANGUAGE_CLASSES = {f"language-{name}" for name in LANGUAGES}
ALIGN_CLASSES = {"align-left", "align-center", "align-right"}
CLASSES = {
    "code": LANGUAGE_CLASSES,
    "span": {name for name in STANDARD_TYPES.values() if name},
    "td": ALIGN_CLASSES,
    "th": ALIGN_CLASSES,
}
DESTINATIONS = {"link_open": "href", "image": "src"}
NOWHERE: Mapping[str, str] = MappingProxyType({})
BREAKS = frozenset({"softbreak", "hardbreak"})
SPACE = re.compile(r"\s+")


def render(markdown: str, *, places: Mapping[str, str] = NOWHERE) -> str:
    """Sanitised HTML. HTML in the source is shown as text, links get `rel="nofollow noopener"`.

    `places` are schemes of the house's own, each with the address that it stands for.
    """
    tokens = _parse(markdown)
    for token, name in _destinations(tokens):
        scheme, _, rest = str(token.attrs[name]).partition(":")
        if scheme in places:
            token.attrs[name] = f"{places[scheme]}{rest}"
    _align_with_classes(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        allowed_classes=CLASSES,
        link_rel="nofollow noopener",
    )


def plain_text(markdown: str) -> str:
    """The prose alone, for search and summaries: no marks and no blocks of code. Escape it where it is shown."""
    parts = (_inline_text(token.children or ()) for token in _parse(markdown) if token.type == "inline")
    return SPACE.sub(" ", " ".join(parts)).strip()


def destinations(markdown: str) -> tuple[str, ...]:
    """Where its links lead to and its pictures come from, as written and in order."""
    return tuple(str(token.attrs[name]) for token, name in _destinations(_parse(markdown)))


def _destinations(tokens: Iterable[Token]) -> Iterator[tuple[Token, str]]:
    """The tokens that have one, with the name of the attribute."""
    for token in tokens:
        name = DESTINATIONS.get(token.type)
        if name is not None:
            yield token, name
        yield from _destinations(token.children or ())


def _parse(markdown: str) -> list[Token]:
    if len(markdown) > TEXT_LIMIT:
        raise Invalid(f"A text of more than {TEXT_LIMIT:,} characters can't be taken.")
    return _parser().parse(markdown)


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "highlight": _highlighted}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _highlighted(code: str, language: str, _attributes: str) -> str:
    """An empty answer lets the renderer escape the code itself."""
    if language not in LANGUAGES or len(code) > HIGHLIGHT_LIMIT:
        return ""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


def _align_with_classes(tokens: Iterable[Token]) -> None:
    """Columns come aligned by `style`, which no page here may carry."""
    for token in tokens:
        style = token.attrs.pop("style", None)
        if style is not None:
            token.attrs["class"] = f"align-{str(style).removeprefix('text-align:')}"


def _inline_text(tokens: Sequence[Token]) -> str:
    return "".join(_inline_parts(tokens))


def _inline_parts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in BREAKS:
            yield " "
        elif token.type in {"text", "code_inline", "image"}:
            yield token.content
