"""Other people's HTML as Markdown that renders to the same here."""

import pytest

from apps.courses.services.importers.html import read_page
from gopro.errors import Invalid
from gopro.markdown import render


def page(html: str) -> str:
    return read_page(html, leads=lambda address: address).markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p> </p>", ""),
        ("<h1>A</h1><p>b</p>", "# A\n\nb\n"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b\n"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b\n"),
        ("<pre class='brush: go'>if a &lt; b {\n}</pre>", "```go\nif a < b {\n}\n```\n"),
        ("<pre><code class='language-python'>x = 1</code></pre>", "```python\nx = 1\n```\n"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", None),
        ("H<sub>2</sub>O, x<sup>n+1</sup>", "H\\_2O, x^(n\\+1)\n"),
        ("# no heading, 1. no list, *no* _em_ `code`", None),
        ("\\(x^2\\)", "\\\\(x^2\\\\)\n"),
    ],
)
def test_markdown(html: str, markdown: str | None) -> None:
    assert markdown is None or page(html) == markdown


@pytest.mark.parametrize(
    ("html", "rendered"),
    [
        ("<p># no heading</p>", "<p># no heading</p>\n"),
        ("<p>1. no list</p>", "<p>1. no list</p>\n"),
        ("<p>*a* _b_ `c` &lt;i&gt; [x](y)</p>", "<p>*a* _b_ `c` &lt;i&gt; [x](y)</p>\n"),
        ("<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("<p>\\(x_1\\)</p>", "<p>\\(x_1\\)</p>\n"),
    ],
)
def test_what_is_read_renders_as_it_was(html: str, rendered: str) -> None:
    assert render(page(html)) == rendered


def test_a_table_stays_one() -> None:
    html = "<table><tr><th>a</th><th>b</th></tr><tr><td>1 | x</td><td><img src='p.png' alt='P'></td></tr></table>"
    rendered = render(page(html))
    assert "<th>a</th>" in rendered
    assert "<td>1 | x</td>" in rendered
    assert '<img src="p.png" alt="P">' in rendered


def test_what_is_removed_is_counted() -> None:
    html = (
        "<script>1</script><SCRIPT>2</SCRIPT><form><input><p onclick='x' onMouseOver=y>a</p></form>"
        "<a href='javascript:1'>b</a>"
    )
    assert read_page(html, leads=str).removed == {"script": 2, "form": 1, "input": 1, "handler": 2, "script link": 1}
    assert read_page("<div><span class='x'>a</span></div>", leads=str).removed == {}


def test_what_was_shown_within_is_linked() -> None:
    html = '<iframe src="https://e.org/a"></iframe><video title="V"><source src="https://e.org/v.mp4">Old.</video>'
    assert page(html) == "[https://e.org/a](https://e.org/a)\n\n[https://e.org/v.mp4](https://e.org/v.mp4)\n\nOld.\n"


def test_links_lead_where_they_are_led() -> None:
    html = '<a href="/a b">x</a><img src="y">'
    assert read_page(html, leads=lambda address: f"asset:{address}").markdown == "[x](asset:/a%20b)![](asset:y)\n"


def test_limits() -> None:
    with pytest.raises(Invalid, match="more than 512 KiB"):
        page("x" * (512 * 1024 + 1))
    with pytest.raises(Invalid, match="nested deeper"):
        page("<div>" * 101)
    assert page("<div>" * 100 + "a") == "a\n"
