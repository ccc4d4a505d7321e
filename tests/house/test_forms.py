"""Forms that take a password, as password managers and shoulders want them."""

import re

from tests.house.sources import ROOT

TEMPLATES = sorted(ROOT.glob("apps/*/templates/**/*.html")) + sorted(ROOT.glob("gopro/**/templates/**/*.html"))
INPUT = re.compile(r"<input\b[^>]*>")
IN_THE_WAY = ("onpaste", "oncopy", "oncut", "ondrop", 'autocomplete="off"', "readonly", "maxlength")


def passwords() -> list[tuple[str, str]]:
    """Every input whose name says so, with its template."""
    found = [(path.name, tag) for path in TEMPLATES for tag in INPUT.findall(path.read_text())]
    return [(name, tag) for name, tag in found if re.search(r'name="[^"]*password', tag)]


def test_passwords_are_typed_unseen() -> None:
    assert len(passwords()) >= 2
    assert [each for each in passwords() if 'type="password"' not in each[1]] == []


def test_nothing_stands_between_a_form_and_a_password_manager() -> None:
    assert [each for each in passwords() if any(word in each[1] for word in IN_THE_WAY)] == []
    marked = r'autocomplete="(current|new)-password"'
    assert [each for each in passwords() if not re.search(marked, each[1])] == []


def test_no_script_of_ours_keeps_people_from_pasting() -> None:
    scripts = [*ROOT.glob("apps/*/static/**/*.js"), *ROOT.glob("gopro/**/static/**/*.js")]
    taking_pictures = "markdown.js"  # of the clipboard; words go in as ever
    assert [path for path in scripts if "paste" in path.read_text() and path.name != taking_pictures] == []
