"""Handing in and the verdict: given once, by the server, never against the learner for a fault of ours."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from apps.progress.contracts import AchievementUnlocked, SubmissionGraded, SubmissionReceived
from apps.progress.errors import ExerciseNotFound, NotEnrolled, UnusableSubmission
from apps.progress.models import ExercisePass, Submission
from apps.progress.ports import Question
from apps.progress.services import grading, quizzes
from apps.progress.services.submissions import FILE_BYTES, submit
from gopro.audit import trail
from gopro.identifiers import uuid7
from gopro.sandbox.contract import Outcome, Status, TestOutcome, TestStatus
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    exercises = (ExerciseFactory(), ExerciseFactory(kind="quiz", files=()), ExerciseFactory(kind="text", files=()))
    return Learner(publish(lessons=(LessonFactory(exercises=exercises),)))


def exercise_id(learner: Learner, position: int = 0) -> UUID:
    return learner.course.lessons[0].exercises[position].exercise_id


def hand_in(learner: Learner, text: str = "package greeting") -> Submission:
    return submit(user_id=learner.user_id, exercise_id=exercise_id(learner), files={"greeting.go": text}, answers=None)


def outcome(status: Status, *tests: TestStatus) -> Outcome:
    return Outcome(status=status, tests=tuple(TestOutcome(name=f"T{n}", status=one) for n, one in enumerate(tests)))


class TestHandingIn:
    def test_is_queued_in_the_version_that_the_learner_follows(self, learner, told):
        submission = hand_in(learner)
        exercise = learner.course.lessons[0].exercises[0]
        assert (submission.status, submission.exercise_version_id) == ("queued", exercise.version_id)
        assert told.of(SubmissionReceived) == [
            SubmissionReceived(
                submission_id=submission.id,
                user_id=learner.user_id,
                course_id=learner.course.course_id,
                exercise_id=exercise.exercise_id,
                exercise_version_id=exercise.version_id,
            )
        ]

    @pytest.mark.parametrize(
        ("files", "answers", "pointer"),
        [
            (None, None, "/files"),
            (None, {"a": 1}, "/files"),
            ({}, None, "/files/greeting.go"),
            ({"greeting.go": "x", "greeting_test.go": "x"}, None, "/files/greeting_test.go"),
            ({"greeting.go": "x" * (FILE_BYTES + 1)}, None, "/files/greeting.go"),
        ],
    )
    def test_other_files_than_the_exercise_has_are_refused(self, learner, told, files, answers, pointer):
        with pytest.raises(UnusableSubmission) as refusal:
            submit(user_id=learner.user_id, exercise_id=exercise_id(learner), files=files, answers=answers)
        assert pointer in refusal.value.fields
        assert not Submission.objects.exists()
        assert told.of(SubmissionReceived) == []

    def test_a_quiz_takes_answers(self, learner):
        with pytest.raises(UnusableSubmission):
            submit(user_id=learner.user_id, exercise_id=exercise_id(learner, 1), files={"a": "b"}, answers=None)
        made = submit(user_id=learner.user_id, exercise_id=exercise_id(learner, 1), files=None, answers={"q": 1})
        assert (made.kind, made.answers) == ("quiz", {"q": 1})

    def test_only_for_those_enrolled(self, learner):
        files = {"greeting.go": "x"}
        with pytest.raises(NotEnrolled):
            submit(user_id=uuid7(), exercise_id=exercise_id(learner), files=files, answers=None)
        with pytest.raises(ExerciseNotFound):
            submit(user_id=learner.user_id, exercise_id=uuid7(), files=files, answers=None)


class TestVerdict:
    def test_is_written_once(self, learner, told):
        submission = hand_in(learner)
        grading.conclude(submission_id=submission.id, outcome=outcome("failed", "passed", "failed", "skipped"))
        grading.conclude(submission_id=submission.id, outcome=outcome("passed", "passed"))
        submission.refresh_from_db()
        assert submission.status == "failed"
        graded = told.of(SubmissionGraded)
        assert [(one.status, one.tests_passed, one.tests_total) for one in graded] == [("failed", 2, 3)]
        assert not ExercisePass.objects.exists()

    def test_the_first_pass_counts_and_earns_a_badge_once(self, learner, told):
        for _ in range(2):
            grading.conclude(submission_id=hand_in(learner).id, outcome=outcome("passed", "passed"))
        assert ExercisePass.objects.get().submission_id == Submission.objects.order_by("id").first().id
        assert [one.achievement for one in told.of(AchievementUnlocked)] == ["first-pass"]

    def test_a_free_text_waits_for_a_person(self, learner):
        made = submit(user_id=learner.user_id, exercise_id=exercise_id(learner, 2), files=None, answers={"text": "…"})
        grading.grade(submission_id=made.id)
        made.refresh_from_db()
        assert made.status == "ungraded"

    def test_a_fault_of_ours_is_retried_and_never_counts(self, learner, told):
        submission = hand_in(learner)
        for _ in range(grading.TRIES):
            grading.grade(submission_id=submission.id)  # courses knows no such version: our fault
            Submission.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        submission.refresh_from_db()
        assert (submission.status, submission.tries) == ("infra_error", grading.TRIES)
        assert submission.message == grading.GIVEN_UP
        assert told.of(SubmissionGraded) == []
        grading.regrade(submission_id=submission.id)
        submission.refresh_from_db()
        assert (submission.status, submission.tries) == ("queued", 0)
        grading.regrade(submission_id=submission.id)
        [entry] = trail.entries("progress")
        assert (entry.action, entry.object_id) == ("progress.submission.regrade", str(submission.id))

    def test_another_worker_does_not_take_what_one_has(self, learner):
        submission = hand_in(learner)
        Submission.objects.update(status="running", due_at=timezone.now() + timedelta(minutes=1))
        grading.grade(submission_id=submission.id)
        submission.refresh_from_db()
        assert (submission.status, submission.tries) == ("running", 0)

    def test_what_a_killed_worker_had_is_found_again(self, learner):
        submission = hand_in(learner)
        assert grading.sweep() == 0
        Submission.objects.update(status="running", due_at=timezone.now() - timedelta(seconds=1))
        assert grading.sweep() == 1
        grading.grade(submission_id=submission.id)
        submission.refresh_from_db()
        assert submission.tries == 1


def question(kind: str, *answers: str, tolerance: str = "0") -> Question:
    return Question(key="q", kind=kind, answers=answers, tolerance=Decimal(tolerance))


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        (question("single", "1"), [1, "1", [1]], [0, "2", [1, 2], [], {"a": 1}]),
        (question("multiple", "0", "2"), [[0, 2], ["2", "0"]], [[0], [0, 1, 2], 0]),
        (question("numeric", "3.5", tolerance="0.1"), [3.5, "3.45", 3.6], [3.7, "x", "nan", True]),
        (question("text", "defer"), ["defer", " Defer "], ["deferred", "", 1]),
        (question("ordering", "2", "0", "1"), [[2, 0, 1], ["2", "0", "1"]], [[0, 1, 2], [2, 0], 2, []]),
        (question("matching", "1", "1", "0"), [[1, 1, 0]], [[1, 0, 1], [1, 1], 1, {"a": 1}]),
    ],
)
def test_quizzes_mark_each_kind(asked, right, wrong):
    for answer in right:
        assert quizzes.mark(questions=[asked], answers={"q": answer}).status == "passed", answer
    for answer in wrong:
        assert quizzes.mark(questions=[asked], answers={"q": answer}).status == "failed", answer
    assert quizzes.mark(questions=[asked], answers={}).tests[0].message == "Not answered."
