"""What the database itself refuses, whatever a service does."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.progress.models import Award, Enrollment, ExercisePass, LessonCompletion, Submission
from gopro.database import atomic
from gopro.identifiers import uuid7
from tests.apps.progress.factories import Learner, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    return Learner(publish())


def refused(act) -> None:
    with pytest.raises(IntegrityError), atomic("progress"):
        act()


def test_a_learner_is_in_a_course_once(learner):
    again = {"user_id": learner.user_id, "course_id": learner.course.course_id, "outline": learner.enrollment.outline}
    refused(lambda: Enrollment.objects.create(**again))
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize("percent", [-0.1, 100.1, 400])
def test_a_percentage_is_one(learner, percent):
    refused(lambda: Enrollment.objects.update(percent=percent))
    assert learner.fresh().percent == 0


def test_a_lesson_is_completed_once_and_an_exercise_passed_once(learner):
    done = {"enrollment": learner.enrollment, "lesson_id": uuid7(), "version_id": uuid7()}
    LessonCompletion.objects.create(**done)
    refused(lambda: LessonCompletion.objects.create(**done))
    submission = Submission.objects.create(
        user_id=learner.user_id,
        enrollment=learner.enrollment,
        exercise_id=uuid7(),
        exercise_version_id=uuid7(),
        kind="code",
        due_at=timezone.now(),
    )
    once = {"enrollment": learner.enrollment, "exercise_id": submission.exercise_id, "submission": submission}
    ExercisePass.objects.create(**once)
    refused(lambda: ExercisePass.objects.create(**once))


@pytest.mark.parametrize("course_id", [None, uuid7()], ids=["in general", "in a course"])
def test_an_achievement_is_awarded_once(course_id):
    once = {"user_id": uuid7(), "achievement": "first-pass", "course_id": course_id}
    Award.objects.create(**once)
    refused(lambda: Award.objects.create(**once))
    Award.objects.create(**once | {"user_id": uuid7()})
    assert Award.objects.count() == 2
