"""Who saves second is told both sides."""

from typing import Any

import pytest

from apps.courses.errors import EditConflict
from apps.courses.services.conflicts import are_same
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import delete_exercise, edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.sections import delete_section, edit_section
from gopro.preconditions import Precondition, version_tag
from tests.apps.courses.factories import make_course, make_lesson, make_quiz, make_section

pytestmark = pytest.mark.usefixtures("db")
FIRST = Precondition.seen(1)


def test_both_sides_of_a_course_and_what_they_began_with() -> None:
    course = make_course(title="Go", summary="Old.")
    edit_course(course_id=course.id, changes={"title": "Go!", "tags": ("fast",)}, editor_id=None, if_match=FIRST)
    with pytest.raises(EditConflict) as conflict:
        edit_course(
            course_id=course.id,
            changes={"title": "Golang", "summary": "Old.", "tags": ("fast",)},
            editor_id=None,
            if_match=FIRST,
        )
    told: Any = conflict.value.members
    assert (told["if_match"], told["differing"]) == (f'"{version_tag(2)}"', ("title",))
    assert told["yours"] == {"title": "Golang", "summary": "Old.", "tags": ("fast",)}
    assert {name: told["theirs"][name] for name in ("title", "summary", "tags", "version")} == {
        "title": "Go!",
        "summary": "Old.",
        "tags": ("fast",),
        "version": 2,
    }
    assert (told["base"]["title"], told["base"]["tags"]) == ("Go", ())
    course.refresh_from_db()
    assert course.draft_version.title == "Go!"
    edit_course(course_id=course.id, changes={"title": "Golang"}, editor_id=None, if_match=Precondition.seen(2))


def test_the_same_thought_twice_is_no_conflict() -> None:
    course = make_course(title="Go")
    for _ in range(2):
        edit_course(course_id=course.id, changes={"title": "Golang"}, editor_id=None, if_match=FIRST)
    course.refresh_from_db()
    assert course.draft_version.n == 2


def test_every_write_of_a_part_looks() -> None:
    course = make_course()
    section, lesson = make_section(course=course), make_lesson(course=course)
    quiz = make_quiz(lesson=lesson)
    stale = Precondition.seen(9)
    writes = [
        lambda: edit_section(section_id=section.id, changes={"title": "x"}, editor_id=None, if_match=stale),
        lambda: delete_section(section_id=section.id, if_match=stale),
        lambda: edit_lesson(lesson_id=lesson.id, changes={"title": "x"}, editor_id=None, if_match=stale),
        lambda: delete_lesson(lesson_id=lesson.id, if_match=stale),
        lambda: edit_exercise(exercise_id=quiz.id, changes={"title": "x"}, editor_id=None, if_match=stale),
        lambda: delete_exercise(exercise_id=quiz.id, if_match=stale),
    ]
    for write in writes:
        with pytest.raises(EditConflict) as conflict:
            write()
        told: Any = conflict.value.members
        assert (told["theirs"]["readiness"], told["base"]) == ("ready", {})
        assert (told["yours"], told["differing"]) in [({"title": "x"}, ("title",)), ({}, ())]


@pytest.mark.parametrize(
    ("one", "other", "is_same"), [(("a",), ["a"], True), ({"x": ()}, {"x": []}, True), ("1", 1, False)]
)
def test_lists_and_tuples_are_the_same(one: object, other: object, is_same: bool) -> None:
    assert are_same(one, other) is is_same
