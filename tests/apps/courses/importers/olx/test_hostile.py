"""XML and pages that are meant to hurt: refused before they cost anything, with nothing fetched and nothing run."""

import time
from pathlib import Path

import pytest

from gopro.errors import Invalid
from tests.apps.courses.importers.olx.courses import SPREAD, reading

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize(
    "name", ["course.xml", "chapter/one.xml", "problem/sum.xml", "html/intro.xml", "video/film.xml"]
)
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, PARAMETER, ELSEWHERE])
def test_no_file_declares_anything(tmp_path: Path, name: str, declared: str) -> None:
    text = f"{declared}{SPREAD[name]}"
    with pytest.raises(Invalid, match=rf"^{name}: it declares a document type or entities, which aren't taken\.$"):
        reading(tmp_path, files=SPREAD | {name: text})


def test_entities_that_nobody_declared_break_their_block_alone(tmp_path: Path) -> None:
    read = reading(tmp_path, files=SPREAD | {"problem/sum.xml": "<problem>&xxe;</problem>"})
    assert [
        (line.action, "undefined entity" in line.reason) for line in read.lines if line.path == "problem/sum.xml"
    ] == [("error", True)]


@pytest.mark.parametrize("name", ["course.xml", "problem/sum.xml"])
def test_no_depth_without_end(tmp_path: Path, name: str) -> None:
    deep = "<a>" * 60_000 + "</a>" * 60_000
    with pytest.raises(Invalid, match="nested deeper than 100 elements"):
        reading(tmp_path, files=SPREAD | {name: deep})


def test_no_chain_of_files_without_end(tmp_path: Path) -> None:
    chain = {f"vertical/v{n}.xml": f'<vertical><vertical url_name="v{n + 1}"/></vertical>' for n in range(40)}
    unit = {"vertical/unit.xml": '<vertical><vertical url_name="v0"/></vertical>'}
    with pytest.raises(Invalid, match="blocks nested deeper than 24"):
        reading(tmp_path, files=SPREAD | chain | unit)


def test_a_circle_of_files_ends(tmp_path: Path) -> None:
    read = reading(tmp_path, files=SPREAD | {"vertical/unit.xml": '<vertical><vertical url_name="unit"/></vertical>'})
    assert [line.reason for line in read.lines if line.type == "reference"] == [
        "vertical 'unit' stands twice; the first place counts."
    ]


def test_names_lead_nowhere_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("OUTSIDE-SECRET")
    unit = (
        '<vertical><html url_name="h" filename="../../secret"/><problem url_name="../../x"/>'
        '<html url_name="..:..:secret"/><video url_name="v"><transcript language="en" src="../../secret.html"/>'
        '<source src="file:///etc/passwd"/><source src="https://e.org/a)b.mp4"/></video></vertical>'
    )
    read = reading(tmp_path / "course", files=SPREAD | {"vertical/unit.xml": unit})
    assert "OUTSIDE" not in str(read)
    assert "passwd" not in str(read.course)
    assert "https://e.org/a%29b.mp4" in read.course.lessons[0].body


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<scr<script>ipt>alert(1)</script>x", "ipt\\>alert(1)x\n"),
        ('<a href="javascript:alert(1)">x</a>', "x\n"),
        ('<a href="JaVaScRiPt&#58;alert(1)">x</a>', "x\n"),
        ('<img src=x onerror="alert(1)">', "![](x)\n"),
        ("<style>p{}</style><p style='x'>y</p>", "y\n"),
        ("<form action='/x'><input name='q'><button>Go</button></form>", "Go\n"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script\\>alert(1)\\</script\\>\n"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))\n"),
    ],
)
def test_pages_carry_nothing_active(tmp_path: Path, html: str, markdown: str) -> None:
    files = SPREAD | {"vertical/unit.xml": '<vertical><html url_name="intro"/></vertical>', "html/intro.html": html}
    assert reading(tmp_path, files=files).course.lessons[0].body == markdown


def test_deep_and_huge_pages_cost_themselves_alone(tmp_path: Path) -> None:
    unit = "<vertical>" + "".join(f'<html url_name="{name}"/>' for name in ("deep", "huge", "intro")) + "</vertical>"
    pages = {
        "html/deep.html": "<div>" * 50_000,
        "html/huge.html": "x" * 600_000,
        "html/deep.xml": '<html filename="deep"/>',
        "html/huge.xml": '<html filename="huge"/>',
    }
    began = time.monotonic()
    read = reading(tmp_path, files=SPREAD | pages | {"vertical/unit.xml": unit})
    assert time.monotonic() - began < 20
    told = {line.path: (line.action, line.reason) for line in read.lines}
    assert told["html/deep.xml"] == ("unsupported", "A page nested deeper than 1000 elements.")
    assert told["html/huge.xml"] == ("unsupported", "A page of more than 512 KiB.")
    assert "Hello" in read.course.lessons[0].body


def test_a_lesson_that_is_too_long_says_what_it_leaves_out(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(5)]
    unit = "<vertical>" + "".join(f'<html url_name="{name}"/>' for name in names) + "</vertical>"
    pages = {f"html/{name}.html": "word " * 20_000 for name in names}
    read = reading(tmp_path, files=SPREAD | pages | {"vertical/unit.xml": unit})
    assert [line.action for line in read.lines if line.type == "html" and "#" in line.path] == ["used"] * 2 + [
        "unsupported"
    ] * 3
    assert len(read.course.lessons[0].body) < 256 * 1024


@pytest.mark.parametrize("text", ["<" * 300_000, "<a " * 100_000, "<!--" * 100_000, "&" * 300_000, "<b><i>" * 60_000])
def test_pages_take_no_time_without_end(tmp_path: Path, text: str) -> None:
    unit = {"vertical/unit.xml": '<vertical><html url_name="intro"/></vertical>'}
    began = time.monotonic()
    reading(tmp_path, files=SPREAD | unit | {"html/intro.html": text})
    assert time.monotonic() - began < 20
