"""Questions of each kind and banks, written by an author with a browser."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from selenium.webdriver.remote.webelement import WebElement

from apps.courses.models.banks import Bank
from apps.users.models import User
from tests.apps.courses.factories import make_course, make_lesson, make_quiz
from tests.browser.conftest import Visitor

KINDS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "single": ({"text": "go"}, {"text": "java", "right": "1"}),
    "numeric": ({"text": "3,5"},),
    "text": ({"text": "defer"}, {"text": "go defer"}),
    "ordering": ({"text": "first"}, {"text": "second"}, {"text": "third"}),
    "matching": ({"text": "go", "partner": ".go"}, {"text": "python", "partner": ".py"}, {"partner": ".rs"}),
}
RIGHT = {
    "single": (["go", "java"], [], ["1"]),
    "numeric": ([], [], ["3,5"]),
    "text": ([], [], ["defer", "go defer"]),
    "ordering": (["first", "second", "third"], [], ["0", "1", "2"]),
    "matching": (["go", "python"], [".go", ".py", ".rs"], ["0", "1"]),
}


def admin(model: str, rest: str = "add/") -> str:
    return f"/admin/courses/courses/{model}/{rest}"


@pytest.mark.timeout(180)
def test_a_bank_of_all_kinds_and_a_quiz_that_draws_from_it(visitor: Visitor, staff_of: Callable[[str], User]) -> None:
    author = staff_of("author")
    course = make_course(title="Asked", author_id=author.pk)
    quiz = make_quiz(lesson=make_lesson(course=course))
    visitor.log_in(author)
    visitor.open(admin("bank"))
    visitor.run(
        "arguments[0].innerHTML = `<option value='${arguments[1]}' selected></option>`", *_course(visitor, course)
    )
    visitor.write("title", "All kinds")
    for index, (kind, options) in enumerate(KINDS.items()):
        _fill(visitor, index=index, kind=kind, options=options)
    visitor.press("Save")
    bank = Bank.objects.get()
    found = {
        one["kind"]: (one["choices"], one.get("matches", []), one["answers"]) for one in bank.draft_version.questions
    }
    assert found == RIGHT
    visitor.open(admin("bank", f"{bank.pk}/change/"))
    visitor.press("Save")
    bank.refresh_from_db()
    assert bank.draft_version.n == 1
    visitor.open(admin("exercise", f"{quiz.pk}/change/"))
    _add(visitor, to="draws")
    visitor.choose("draws-0-bank", str(bank.pk))
    visitor.write("draws-0-count", "2")
    visitor.press("Save")
    quiz.refresh_from_db()
    assert quiz.draft_version.draws == [{"bank": str(bank.pk), "version": 1, "count": 2}]
    assert visitor.complaints() == []


def _course(visitor: Visitor, course: object) -> tuple[WebElement, str]:
    return visitor.find("select[name='course']"), str(getattr(course, "pk", ""))


def _fill(visitor: Visitor, *, index: int, kind: str, options: Sequence[Mapping[str, str]]) -> None:
    """Add a question, as its author does, and see that it shows what its kind needs and no more."""
    if not visitor.all(f"[name='questions-{index}-kind']"):
        _add(visitor, to="questions")
    visitor.choose(f"questions-{index}-kind", kind)
    visitor.write(f"questions-{index}-prompt", f"What of {kind}?")
    row = visitor.find(f"[name='questions-{index}-kind']").find_element("xpath", "ancestor::*[@data-row]")
    shown = {part: _shown(row, f"[data-part={part}]") for part in ("right", "partner")}
    assert shown == {"right": kind == "single", "partner": kind == "matching"}
    assert _shown(row, f"[name='questions-{index}-tolerance']") == (kind == "numeric")
    assert _shown(row, f"[name='questions-{index}-pattern']") == (kind == "text")
    for place, option in enumerate(options):
        for part, words in option.items():
            field = row.find_elements("css selector", f"[name='questions-{index}-{part}']")[place]
            visitor.run("arguments[0].value = arguments[1]", field, words)


def _add(visitor: Visitor, *, to: str) -> None:
    """Past the bar at the bottom, which lies over the page."""
    visitor.run("arguments[0].click()", visitor.find(f"[data-rows='{to}'] > .rows-tools [data-add]"))


def _shown(row: WebElement, selector: str) -> bool:
    return any(found.is_displayed() for found in row.find_elements("css selector", selector))
