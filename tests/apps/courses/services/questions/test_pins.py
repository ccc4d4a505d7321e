"""A quiz draws from one version of a bank."""

import pytest

from apps.courses.errors import ContentRefused
from apps.courses.services.banks import edit_bank
from apps.courses.services.exercises import edit_exercise
from gopro.identifiers import uuid7
from tests.apps.courses.factories import QUESTION, make_bank, make_course, make_lesson, make_quiz

pytestmark = pytest.mark.usefixtures("db")


def test_the_newest_version_is_pinned() -> None:
    course = make_course()
    bank, quiz = make_bank(course=course), make_quiz(lesson=make_lesson(course=course))
    edit_bank(bank_id=bank.id, changes={"title": "Other"}, editor_id=None)
    drawn = edit_exercise(
        exercise_id=quiz.id, changes={"draws": ({"bank": str(bank.id), "version": 0, "count": 2},)}, editor_id=None
    )
    assert drawn.draft_version.draws == [{"bank": str(bank.id), "version": 2, "count": 2}]


def test_only_of_the_course_and_only_as_many_as_there_are() -> None:
    course = make_course()
    elsewhere, bank = make_bank(course=make_course()), make_bank(course=course)
    quiz = make_quiz(lesson=make_lesson(course=course), questions=(QUESTION,))
    draws = (
        {"bank": str(elsewhere.id), "version": 0, "count": 1},
        {"bank": str(uuid7()), "version": 0, "count": 1},
        {"bank": str(bank.id), "version": 0, "count": 4},
    )
    with pytest.raises(ContentRefused) as refusal:
        edit_exercise(exercise_id=quiz.id, changes={"draws": draws}, editor_id=None)
    nowhere = "There is no such bank in this course."
    assert refusal.value.fields == {
        "/draws/0/bank": nowhere, "/draws/1/bank": nowhere, "/draws/2/count": "The bank holds 3 questions.",
    }  # fmt: skip
    wrong: tuple[tuple[tuple[dict[str, object], ...], str], ...] = (
        (({"bank": "", "version": 0, "count": 2},), "/draws/0/count"),
        (({"bank": "", "version": 0, "count": 1},) * 2, "/draws/1/bank"),
    )
    for refused, pointer in wrong:
        with pytest.raises(ContentRefused) as refusal:
            edit_exercise(exercise_id=quiz.id, changes={"draws": refused}, editor_id=None)
        assert pointer in refusal.value.fields
