"""What an editor sees of a course's history in a browser: differences in colours, a roll-back, a shared draft."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publishing import publish_course
from apps.users.models import User
from tests.apps.courses.factories import CHOICE, QUESTION, exercises_of, lessons_of, make_lesson, make_published
from tests.browser.conftest import Visitor

BEFORE = "# Slices\n\nA slice is a window on an array.\nIt has a length.\n\n```go\nvar names []string\n```\n"
AFTER = (
    "# Slices\n\nA slice is a view of an array.\nIt has a length and a capacity.\n\n```go\nnames := []string{}\n```\n"
)


@pytest.fixture(autouse=True)
def links_lead_here(house: str, settings: Settings) -> None:
    settings.PUBLIC_URL = house


def page(course: Course, name: str) -> str:
    return f"/admin/courses/courses/course/{course.pk}/{name}/"


def edited() -> Course:
    """Published, and a draft in which everything that can differ does."""
    course = make_published(lessons=4, title="First edition")
    first, second, third, fourth = lessons_of(course)
    edit_lesson(lesson_id=first.id, changes={"body": BEFORE}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None, note="Slices at last.")
    edit_lesson(lesson_id=first.id, changes={"body": AFTER, "concepts": ("slices",)}, editor_id=None)
    edit_course(course_id=course.id, changes={"title": "Second edition"}, editor_id=None)
    code, quiz = exercises_of(first)
    files = {"greet.go": 'package greet\n\nfunc Greet() string { return "" }', "extra.go": "package greet"}
    edit_exercise(exercise_id=code.id, changes={"files": files}, editor_id=None)
    edit_exercise(exercise_id=quiz.id, changes={"questions": ({**QUESTION, "answers": ["3"]}, CHOICE)}, editor_id=None)
    delete_lesson(lesson_id=second.id)
    new = make_lesson(course=course, title="Maps", body="A map has *keys*.")
    reorder_course(course_id=course.id, lesson_ids=[fourth.id, first.id, new.id, third.id], exercise_ids={})
    return course


def keep(visitor: Visitor, name: str) -> None:
    """Where somebody wants to look at it."""
    if folder := os.environ.get("GOPRO_SCREENSHOTS"):
        visitor.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


def color(visitor: Visitor, selector: str) -> str:
    return str(visitor.find(selector).value_of_css_property("background-color"))


def test_differences_roll_back_and_a_shared_draft(visitor: Visitor, staff_of: Callable[[str], User]) -> None:
    course = edited()
    visitor.browser.set_window_size(1400, 2400)
    visitor.log_in(staff_of("editor"))
    visitor.open(page(course, "diff"))
    keep(visitor, "diff")
    assert visitor.says("A slice is a view of an array.")
    assert color(visitor, ".diff .gone") != color(visitor, ".diff .come") != color(visitor, ".diff")
    assert "view of" in [mark.text for mark in visitor.all(".diff .come mark")]
    assert {badge.text for badge in visitor.all(".part > summary .badge")} == {"added", "removed", "moved", "changed"}
    visitor.open(page(course, "versions"))
    keep(visitor, "versions")
    visitor.write("version", "1")
    visitor.write("note", "Too early.")
    visitor.press("Show it again")
    assert Publication.objects.filter(course=course).latest("n").restores == 1
    assert visitor.says("shows 1 again")
    visitor.open(page(course, "timeline"))
    keep(visitor, "timeline")
    share(visitor, course)
    schedule(visitor, course)
    assert visitor.complaints() == []


def schedule(visitor: Visitor, course: Course) -> None:
    visitor.open(page(course, "schedules"))
    visitor.run("arguments[0].value = '2027-01-01T08:00'", visitor.find("[name='due_at']"))
    visitor.press("Schedule this draft")
    assert visitor.says("2027-01-01 08:00")
    edit_course(course_id=course.id, changes={"title": "Third edition"}, editor_id=None)
    visitor.open(page(course, "schedules"))
    assert visitor.says("The draft has moved on since")
    keep(visitor, "schedules")
    visitor.press("Cancel")
    assert Schedule.objects.get().state == "cancelled"


def share(visitor: Visitor, course: Course) -> None:
    """Whoever has the link needs no account, and sees no answers."""
    visitor.open(page(course, "links"))
    visitor.write("label", "Ada")
    visitor.press("Make a link")
    keep(visitor, "links")
    address = visitor.find("input.link").get_attribute("value")
    staff = visitor.browser.get_cookies()
    visitor.browser.delete_all_cookies()
    visitor.open(str(address))
    keep(visitor, "preview")
    assert visitor.says("Second edition")
    assert visitor.says("A slice is a view of an array.")
    assert "SECRET" not in visitor.browser.page_source
    assert visitor.run("return document.referrer") == ""
    for cookie in staff:
        visitor.browser.add_cookie(cookie)
