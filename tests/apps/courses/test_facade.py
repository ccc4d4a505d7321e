"""The port: all that grading one version needs, whatever was edited since."""

import pytest

from apps.courses.contracts import GradedQuestion, Grading, GradingPackage
from apps.courses.facade import GradingFacade
from apps.courses.services.content import ExerciseContent
from apps.courses.services.exercises import create_exercise, edit_exercise
from gopro.errors import NotFound
from gopro.identifiers import uuid7
from gopro.ports import connect
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import (
    EXPECTED,
    exercises_of,
    lessons_of,
    make_code,
    make_course,
    make_lesson,
    make_published,
)

pytestmark = pytest.mark.usefixtures("db")


def test_a_code_exercise_as_it_was_published() -> None:
    exercise = exercises_of(lessons_of(make_published())[0])[0]
    version_id = exercise.published_version_id
    assert version_id is not None
    edit_exercise(exercise_id=exercise.id, changes={"test_files": {"other_test.go": ""}}, editor_id=None)
    assert connect(Grading, room="courses").package(version_id=version_id) == GradingPackage(
        exercise_id=exercise.id,
        version_id=version_id,
        kind="code",
        language="go",
        mode="tests",
        files=("greet.go",),
        support={"go.mod": "module greet"},
        tests={"greet_test.go": "package greet // TESTS-SECRET"},
        expected=EXPECTED,
        reference={"greet.go": "package greet // SOLUTION-SECRET"},
        questions=(),
    )


def test_a_quiz_with_its_answers() -> None:
    quiz = exercises_of(lessons_of(make_published())[0])[1]
    package = GradingFacade().package(version_id=quiz.draft_version_id)
    assert (package.kind, package.mode, package.expected) == ("quiz", "tests", {})
    assert package.questions == (
        GradedQuestion(key="sum", kind="numeric", answers=("2",), explanation="EXPLANATION-SECRET"),
        GradedQuestion(key="pick", kind="single", answers=("1",), choices=2),
    )


def test_what_cant_be_graded_says_so() -> None:
    lesson = make_lesson(course=make_course())
    essay = create_exercise(
        lesson_id=lesson.id, kind="text", content=ExerciseContent(title="E", grading_mode="none"), editor_id=None
    )
    untested = make_code(lesson=lesson, recorded=False, test_files={})
    unseen = make_code(lesson=lesson, recorded=False)
    modes = [GradingFacade().package(version_id=one.draft_version_id).mode for one in (essay, untested, unseen)]
    assert modes == ["none", "none", "none"]


def test_no_such_version() -> None:
    with pytest.raises(NotFound):
        GradingFacade().package(version_id=uuid7())


def test_two_queries(queries: Queries) -> None:
    exercise = make_code(lesson=make_lesson(course=make_course()))
    with queries() as made:
        GradingFacade().package(version_id=exercise.draft_version_id)
    assert len(made) == 2
