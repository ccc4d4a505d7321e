"""Jobs: ids in, one service, and again without harm."""

import pytest

from apps.progress import tasks
from apps.progress.models import Submission
from apps.progress.services.submissions import submit
from gopro import jobs
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def test_grading_twice_gives_one_verdict():
    learner = Learner(publish(lessons=(LessonFactory(exercises=(ExerciseFactory(kind="text", files=()),)),)))
    exercise_id = learner.course.lessons[0].exercises[0].exercise_id
    made = submit(user_id=learner.user_id, exercise_id=exercise_id, files=None, answers={"text": "why"})
    for _ in range(2):
        tasks.grade(str(made.id))
    kept = Submission.objects.get()
    assert (kept.status, kept.tries) == ("ungraded", 1)


def test_the_sweep_runs_by_the_clock():
    tasks.sweep()
    assert jobs.beat_schedule()["progress.sweep"]["schedule"] == 15
