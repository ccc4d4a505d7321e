"""Markdown from strangers: what becomes HTML, and what never does."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopro.errors import Invalid
from gopro.markdown import TAGS, TEXT_LIMIT, plain_text, render

SECONDS = 5  # of processor time


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_prose() -> None:
    assert render("# A *title*\n\nOne **two** `three` ~~four~~\nfive") == (
        "<h1>A <em>title</em></h1>\n<p>One <strong>two</strong> <code>three</code> <s>four</s>\nfive</p>\n"
    )


def test_code_is_coloured_by_classes_alone() -> None:
    assert render('```go\nx := "<b>"\n```') == (
        '<pre><code class="language-go"><span class="nx">x</span><span class="w"> </span><span class="o">:=</span>'
        '<span class="w"> </span><span class="s">"&lt;b&gt;"</span>\n</code></pre>\n'
    )


def test_code_of_a_language_that_is_not_listed_is_plain() -> None:
    assert render("```brainfuck\n<+>\n```") == '<pre><code class="">&lt;+&gt;\n</code></pre>\n'
    assert render("    <indented>") == "<pre><code>&lt;indented&gt;\n</code></pre>\n"


def test_code_too_long_to_colour_is_plain() -> None:
    assert "<span" not in render(f"```go\n{'x := 1;' * 8000}\n```")


def test_tables_are_aligned_by_classes() -> None:
    html = render("|a|b|c|\n|:-|-:|:-:|\n|1|2|3|")
    assert '<th class="align-left">a</th>\n<th class="align-right">b</th>\n<th class="align-center">c</th>' in html
    assert '<td class="align-left">1</td>' in html
    assert "style" not in html


def test_links_give_nothing_away() -> None:
    assert render("[x](https://example.org 'hi')") == (
        '<p><a href="https://example.org" title="hi" rel="nofollow noopener">x</a></p>\n'
    )
    assert render("<https://example.org>").count('rel="nofollow noopener"') == 1


def test_links_and_pictures_may_be_relative() -> None:
    assert 'href="../b"' in render("[x](../b)")
    assert render("![an *ä*](pic.png)") == '<p><img src="pic.png" alt="an ä"></p>\n'


def test_a_number_may_begin_a_list() -> None:
    assert render("3. x") == '<ol start="3">\n<li>x</li>\n</ol>\n'


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java&NewLine;script:alert(1)>)",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="alert(1)](pic.png)',
    '[x](https://e.example "y\\" onmouseover=\\"alert(1)")',
    '```go" onmouseover="alert(1)\nx\n```',
    "```<script>\nx\n```",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "\0<script>\0alert(1)</script>",
]


@pytest.mark.parametrize("markdown", NASTY, ids=range(len(NASTY)))
def test_nothing_runs(markdown: str) -> None:
    assert_harmless(render(markdown))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*NASTY, "\n", "> ", "- ", "`", "*", "[", "](", ")", "<", ">", '"', "&", "\\", "|"])))
def test_nothing_runs_however_it_is_mixed(parts: list[str]) -> None:
    assert_harmless(render("".join(parts)))


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    assert set(seen.tags) <= TAGS
    assert {name for name, _ in seen.attributes} <= {"href", "title", "rel", "src", "alt", "start", "class"}
    for name, value in seen.attributes:
        if name in {"href", "src"}:
            scheme = re.match(r"[\s\x00-\x20]*([a-zA-Z][\w+.-]*):", value or "")
            assert scheme is None or scheme[1] in {"http", "https", "mailto"}


SLOW = {
    "quotes": ">" * 20_000 + "a",
    "brackets": "[" * 50_000,
    "images": "![" * 25_000,
    "stars": "*a **a " * 7_000,
    "ticks": "".join("e" + "`" * count for count in range(700)),
    "links": "[a](" * 12_000,
    "lists": "".join("  " * depth + "* a\n" for depth in range(400)),
    "table": "|" * 500 + "\n" + "|-" * 500 + "|\n" + ("|" * 500 + "\n") * 100,
    "references": "".join(f"[{number}]: u\n" for number in range(9_000)),
    "entities": "&" * 50_000,
    "code": '```go\n"' + "\\" * 30_000 + "\n```",
}


@pytest.mark.parametrize("kind", SLOW)
def test_nothing_takes_long(kind: str) -> None:
    started = time.process_time()
    assert_harmless(render(SLOW[kind]))
    assert time.process_time() - started < SECONDS


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="more than 262,144 characters"):
        render("x" * (TEXT_LIMIT + 1))
    assert len(plain_text("x" * TEXT_LIMIT)) == TEXT_LIMIT


def test_plain_text_is_the_prose_alone() -> None:
    markdown = (
        "# A *title*\n\nOne `two`\nthree  \nfour ![five](x.png)\n\n```go\nhidden\n```\n\n- [six](u)\n\n|a|\n|-|\n|b|"
    )
    assert plain_text(markdown) == "A title One two three four five six a b"


def test_plain_text_of_nothing() -> None:
    assert plain_text(" \n") == ""
    assert render("") == ""
