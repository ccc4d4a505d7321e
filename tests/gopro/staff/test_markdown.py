"""The widget for Markdown, and the colors of the code in what it previews."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from pygments.formatters import HtmlFormatter

from gopro.errors import Invalid
from gopro.staff.markdown import MarkdownWidget, refused

CODE = 'code[class^="language-"]'
SHEET = (("vs", CODE), ("github-dark", f".dark {CODE}"))


def test_without_scripts_it_is_a_text_area() -> None:
    html = MarkdownWidget(preview="admin:index").render("body", "<b>", {"id": "id_body"})
    assert '<textarea name="body"' in html
    assert "&lt;b&gt;" in html
    assert 'data-markdown="/admin/"' in html
    assert ("data-upload" in html, "<script" in html) == (False, False)


def test_where_pictures_go() -> None:
    html = MarkdownWidget(preview="admin:index", upload="admin:index").render("body", "", {})
    assert 'data-upload="/admin/"' in html


def test_a_refusal_is_told_in_words() -> None:
    answer = refused(Invalid("It can't be taken.", fields={"/a": "Too long."}))
    assert (answer.status_code, answer.content) == (422, b'{"detail": "It can\'t be taken. Too long."}')


def test_colors_are_those_of_pygments() -> None:
    """Else write them anew: each style's definitions for its selector."""
    found = finders.find("gopro/code.css")
    assert found
    lines = Path(str(found)).read_text().splitlines()[1:]
    wanted = [
        re.sub(r"\s*/\*.*?\*/", "", line)
        for style, selector in SHEET
        for line in HtmlFormatter(style=style).get_style_defs(selector).splitlines()
        if line.startswith(f"{selector} .")
    ]
    assert lines == wanted
