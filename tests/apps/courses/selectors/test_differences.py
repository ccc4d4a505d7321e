"""Differences: as few as explain the change, words within lines, and nothing hidden for learners."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.courses.models.content import Course
from apps.courses.selectors import editions, history
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.differences.fields import field_changes
from apps.courses.selectors.differences.parts import course_diff
from apps.courses.selectors.differences.shown import shown
from apps.courses.selectors.differences.texts import MOST_LINES, text_diff
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publishing import publish_course
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import CHOICE, QUESTION, exercises_of, lessons_of, make_lesson, make_published

LINES = st.lists(st.text("abc ", max_size=5), max_size=12).map("\n".join)


def applied(before: str, diff: Any) -> str:
    """What a reader of the hunks makes of the old text."""
    old, new, at = before.splitlines(), [], 0
    for hunk in diff.hunks:
        start, _, length = hunk.header.split()[1].lstrip("-").partition(",")
        first = int(start) - (1 if length != "0" else 0)
        new += old[at:first]
        at = first
        for line in hunk.lines:
            if line.sign != "+":
                assert old[at] == line.text
                at += 1
            new += [line.text] if line.sign != "-" else []
    return "\n".join(new + old[at:])


@given(before=LINES, after=LINES)
def test_the_hunks_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    assert applied(before, text_diff(before, after)) == "\n".join(after.splitlines())


def test_words_within_a_line_are_told() -> None:
    diff = text_diff("Keep.\nA string is a slice.", "Keep.\nA string is bytes.")
    assert diff.unified == "@@ -1,2 +1,2 @@\n Keep.\n-A string is a slice.\n+A string is bytes."
    gone, come = diff.hunks[0].lines[1:]
    assert [text for differs, text in gone.parts if differs] == ["a slice"]
    assert [text for differs, text in come.parts if differs] == ["bytes"]


def test_an_unlike_line_differs_as_a_whole() -> None:
    lines = text_diff("one two three", "9 8 7").hunks[0].lines
    assert [(line.sign, line.parts) for line in lines] == [
        ("-", ((True, "one two three"),)),
        ("+", ((True, "9 8 7"),)),
    ]


def test_what_is_too_long_is_said_to_be() -> None:
    diff = text_diff("x\n" * (MOST_LINES + 1), "y")
    assert (diff.is_too_long, diff.hunks) == (True, ())


def test_fields_are_told_by_what_they_are() -> None:
    before = {"n": 1, "tags": ["a", "b"], "files": {"x": "1", "y": "1"}, "same": "s", "rows": [QUESTION, CHOICE]}
    after = {"n": 2, "tags": ["b", "c"], "files": {"x": "2", "z": "1"}, "same": "s", "rows": [CHOICE]}
    n, tags, files, rows = field_changes(before=before, after=after)
    assert (n.form, n.before, n.after) == ("value", 1, 2)
    assert (tags.form, tags.added, tags.removed) == ("list", ("c",), ("a",))
    assert [(item.name, item.change) for item in files.items] == [("x", "changed"), ("y", "removed"), ("z", "added")]
    assert [(item.name, item.change) for item in rows.items] == [("sum", "removed")]
    (order,) = field_changes(before={"rows": [QUESTION, CHOICE]}, after={"rows": [CHOICE, QUESTION]})
    assert (order.form, order.before, order.after) == ("value", ["sum", "pick"], ["pick", "sum"])


@pytest.mark.usefixtures("db")
def test_parts_that_came_went_moved_and_changed() -> None:
    course = make_published(lessons=4)
    first, second, third, fourth = lessons_of(course)
    delete_lesson(lesson_id=second.id)
    edit_lesson(lesson_id=third.id, changes={"body": "Some other *text*."}, editor_id=None)
    new = make_lesson(course=course, title="New")
    order = [fourth.id, first.id, new.id, third.id]
    reorder_course(course_id=course.id, lesson_ids=order, exercise_ids={})
    edit_course(course_id=course.id, changes={"tags": ("fast",)}, editor_id=None)
    diff = compared(course, "1", "draft", audience=Audience.EDITORS)
    assert [(lesson["id"], lesson["changes"]) for lesson in diff["lessons"]] == [
        (fourth.id, ["moved"]),
        (new.id, ["added"]),
        (third.id, ["changed"]),
        (second.id, ["removed"]),
    ]
    assert diff["course"] == [{"field": "tags", "form": "list", "added": ["fast"], "removed": []}]
    assert [one["changes"] for one in diff["exercises"]] == [["removed"], ["removed"]]
    (body,) = diff["lessons"][2]["fields"]
    assert body["unified"] == "@@ -1 +1 @@\n-Some *text*.\n+Some other *text*."


@pytest.mark.usefixtures("db")
def test_the_same_edition_differs_in_nothing() -> None:
    course = make_published(lessons=2)
    for names in (("1", "1"), ("1", "draft"), ("draft", "1")):
        diff = compared(course, *names, audience=Audience.EDITORS)
        assert not any(diff.values())


@pytest.mark.usefixtures("db")
def test_learners_are_never_told_what_is_hidden() -> None:
    course = make_published(lessons=1)
    code, quiz = exercises_of(lessons_of(course)[0])
    edit_exercise(
        exercise_id=code.id,
        changes={"title": "Greet all", "test_files": {"greet_test.go": "package greet // MORE-TESTS-SECRET"}},
        editor_id=None,
    )
    edit_exercise(exercise_id=quiz.id, changes={"questions": ({**QUESTION, "answers": ["3"]}, CHOICE)}, editor_id=None)
    editors = compared(course, "1", "draft", audience=Audience.EDITORS)
    assert [[field["field"] for field in one["fields"]] for one in editors["exercises"]] == [
        ["title", "test_files"],
        ["questions"],
    ]
    learners = compared(course, "1", "draft", audience=Audience.LEARNERS)
    assert [[field["field"] for field in one["fields"]] for one in learners["exercises"]] == [["title"]]
    assert "SECRET" not in str(learners)


@pytest.mark.usefixtures("db")
def test_costs_the_same_number_of_queries_for_any_number_of_parts(queries: Queries) -> None:
    counts = []
    for lessons in (1, 8):
        course = make_published(lessons=lessons)
        for lesson in lessons_of(course):
            edit_lesson(lesson_id=lesson.id, changes={"body": "Other"}, editor_id=None)
        with queries() as made:
            compared(course, "1", "draft", audience=Audience.EDITORS)
        counts.append(len(made))
    assert counts[0] == counts[1] <= 10


@pytest.mark.usefixtures("db")
def test_one_part_alone() -> None:
    course = make_published(lessons=3)
    edit_course(course_id=course.id, changes={"title": "New"}, editor_id=None)
    for lesson in lessons_of(course):
        edit_lesson(lesson_id=lesson.id, changes={"body": "Other"}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    wanted = lessons_of(course)[1]
    found = course_diff(
        before=edition(course, "1"), after=edition(course, "2"), audience=Audience.LEARNERS, part=wanted.id
    )
    assert ([one.change.id for one in found.lessons], found.course) == ([wanted.id], ())


def edition(course: Course, name: str) -> editions.Edition:
    fresh = Course.objects.select_related("draft_version").get(pk=course.pk)
    return history.edition(course=fresh, name=name)


def compared(course: Course, before: str, after: str, *, audience: Audience) -> dict[str, Any]:
    return shown(course_diff(before=edition(course, before), after=edition(course, after), audience=audience))
