"""Forgetting a learner: everything of theirs, nothing of others, twice like once."""

import pytest

from apps.progress import handlers, tasks
from apps.progress.contracts import PersonalDataErased
from apps.progress.models import Award, Certificate, Enrollment, ExercisePass, LessonCompletion, Submission
from apps.progress.services import completion, grading, submissions
from apps.users.contracts import ErasureBegun
from gopro.identifiers import uuid7
from gopro.sagas.tombstones import QUIET
from gopro.sandbox.contract import Outcome
from gopro.testing.sagas import age_tombstones
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db
TABLES = (Award, Certificate, Enrollment, ExercisePass, LessonCompletion, Submission)


def busy_learner() -> Learner:
    """Who passed an exercise and completed a course of one lesson."""
    exercise = ExerciseFactory()
    learner = Learner(publish(lessons=(LessonFactory(exercises=(exercise,)),)))
    handed_in = submissions.submit(
        user_id=learner.user_id, exercise_id=exercise.exercise_id, files={"greeting.go": "package main"}, answers=None
    )
    grading.conclude(submission_id=handed_in.pk, outcome=Outcome(status="passed"))
    lesson_id = learner.course.lessons[0].lesson_id
    completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=True, score=None)
    return learner


def state() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def test_all_of_theirs_goes_and_others_keep_theirs(told):
    busy_learner()
    of_one = state()
    gone = busy_learner()
    assert all(of_one.values())
    event = ErasureBegun(erasure_id=uuid7(), user_id=gone.user_id)
    for _ in range(2):
        handlers.erase_user(event)
    assert state() == of_one | {"Certificate": 2}
    assert Certificate.objects.filter(user_id=None, enrollment=None).count() == 1
    assert told.of(PersonalDataErased) == []


def test_it_is_told_once_after_the_second_pass_and_again_when_asked_again(told):
    gone = busy_learner()
    event = ErasureBegun(erasure_id=uuid7(), user_id=gone.user_id)
    handlers.erase_user(event)
    age_tombstones(QUIET)
    for _ in range(2):
        tasks.finish_erasures()
    [erased] = told.of(PersonalDataErased)
    assert (erased.erasure_id, erased.user_id) == (event.erasure_id, gone.user_id)
    assert erased.counts == {
        "progress_exercisepass": 1,
        "progress_lessoncompletion": 1,
        "progress_submission": 1,
        "progress_certificate made anonymous": 1,
        "progress_enrollment": 1,
        "progress_award": 2,
    }
    handlers.erase_user(event)
    assert told.of(PersonalDataErased) == [erased, erased]
