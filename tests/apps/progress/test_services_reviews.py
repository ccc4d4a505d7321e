"""A person's verdict on a text."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from apps.courses.models.content import Exercise
from apps.progress.contracts import SubmissionGraded
from apps.progress.errors import NotReadByPeople, SubmissionNotFound, UnusableGrade, UnusableSubmission
from apps.progress.models import ExercisePass, Submission
from apps.progress.selectors import submissions
from apps.progress.services.reviews import grade_text
from gopro.audit import trail
from gopro.errors import Forbidden
from gopro.identifiers import uuid7
from gopro.security.principal import Principal
from gopro.security.tokens import Terms
from tests.apps.courses.factories import make_course, make_lesson, make_quiz, make_text
from tests.apps.progress.takers import Taker, published

pytestmark = pytest.mark.django_db
NO_CRITERIA: Mapping[str, bool] = {}


def staff(*roles: str, within: Mapping[UUID, str] | None = None) -> Principal:
    terms = Terms(grants={thing: frozenset({role}) for thing, role in (within or {}).items()})
    return Principal(user_id=uuid7(), session_id=uuid7(), roles=frozenset(roles), terms=terms)


EDITOR = staff("editor")


@pytest.fixture
def essay() -> Exercise:
    return published(make_text(lesson=make_lesson(course=make_course())))


@pytest.fixture
def waiting(essay: Exercise) -> Submission:
    return Taker(exercise=essay).graded({"text": "My *thoughts*."})


def verdict(submission: Submission, *, passed: bool, reader: Principal = EDITOR, **more: Any) -> Submission:
    said: dict[str, Any] = {"feedback": "", "criteria": NO_CRITERIA} | more
    return grade_text(reader=reader, submission_id=submission.id, passed=passed, **said)


@pytest.mark.parametrize(
    "answers", [{}, {"text": ""}, {"text": "  "}, {"text": 1}, {"text": ["a"]}, {"text": "x" * 50_001}, {"essay": "a"}]
)
def test_a_text_is_a_text(essay: Exercise, answers: dict[str, object]) -> None:
    with pytest.raises(UnusableSubmission):
        Taker(exercise=essay).hand_in(answers)
    assert not Submission.objects.exists()


def test_it_waits_until_a_person_passes_it(waiting: Submission, told) -> None:
    assert (waiting.status, waiting.message) == ("ungraded", "A person reads this one.")
    done = verdict(waiting, passed=True, feedback="Well *argued*.", criteria={"clear": True, "short": False})
    assert (done.status, done.feedback, done.message) == ("passed", "Well *argued*.", "")
    assert [(line["name"], line["status"], line["message"]) for line in done.tests] == [
        ("clear", "passed", "Is it clear?"),
        ("short", "failed", "Is it short?"),
    ]
    assert ExercisePass.objects.get().submission_id == waiting.id
    graded = told.of(SubmissionGraded)
    assert [(one.status, one.tests_passed, one.tests_total) for one in graded] == [("passed", 1, 2)]
    [entry] = [one for one in trail.entries("progress") if one.action == "progress.submission.grade"]
    assert (entry.object_id, entry.changes) == (str(waiting.id), {"status": "passed"})


def test_who_failed_may_yet_pass_and_a_pass_stays(waiting: Submission) -> None:
    verdict(waiting, passed=False, feedback="Too short.")
    assert not ExercisePass.objects.exists()
    assert verdict(waiting, passed=True).status == "passed"
    with pytest.raises(NotReadByPeople):
        verdict(waiting, passed=False)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.feedback) == ("passed", "")


def test_a_machines_verdict_is_no_persons(essay: Exercise) -> None:
    quiz = published(make_quiz(lesson=make_lesson(course=essay.course)))
    graded = Taker(exercise=quiz).graded({})
    with pytest.raises(NotReadByPeople):
        verdict(graded, passed=True)
    graded.refresh_from_db()
    assert graded.status == "failed"


def test_only_by_the_rubric(waiting: Submission) -> None:
    with pytest.raises(UnusableGrade) as refusal:
        verdict(waiting, passed=True, criteria={"clear": True, "odd": True})
    assert refusal.value.fields == {"/criteria/odd": "Not in the rubric of this exercise."}
    waiting.refresh_from_db()
    assert waiting.status == "ungraded"


def test_by_whom(waiting: Submission) -> None:
    """Support sees it and can't grade it; who edits this one course can; its learner and others don't know of it."""
    course_id = waiting.enrollment.course_id
    with pytest.raises(Forbidden):
        verdict(waiting, passed=True, reader=staff("support"))
    for reader in (staff("learner"), staff("author"), staff(within={uuid7(): "editor"})):
        with pytest.raises(SubmissionNotFound):
            verdict(waiting, passed=True, reader=reader)
    own = Principal(user_id=waiting.user_id, session_id=uuid7(), roles=frozenset({"learner"}))
    with pytest.raises(SubmissionNotFound):
        verdict(waiting, passed=True, reader=own)
    waiting.refresh_from_db()
    assert waiting.status == "ungraded"
    assert verdict(waiting, passed=True, reader=staff(within={course_id: "editor"})).status == "passed"


def test_what_waits_for_whom(essay: Exercise, waiting: Submission) -> None:
    other = published(make_text(lesson=make_lesson(course=make_course())))
    later = Taker(exercise=other).graded({"text": "Later."})
    assert list(submissions.to_read(reader=EDITOR)) == [waiting, later]
    assert list(submissions.to_read(reader=EDITOR, exercise_id=other.id)) == [later]
    assert list(submissions.to_read(reader=staff(within={other.course_id: "editor"}))) == [later]
    assert list(submissions.to_read(reader=staff("learner"))) == []
    verdict(waiting, passed=False)
    assert list(submissions.to_read(reader=EDITOR)) == [later]
