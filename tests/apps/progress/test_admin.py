"""Staff pages of progress."""

import html

import pytest
from django.test import Client

from apps.progress.errors import NotReadByPeople
from apps.progress.models import Submission
from apps.progress.services.submissions import submit
from gopro.identifiers import uuid7
from gopro.staff import cookies
from gopro.testing.tokens import staff_token
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db
PAGES = ("enrollment", "submission", "award")


def staff(*roles: str) -> Client:
    client = Client()
    client.cookies[cookies.NAME] = staff_token(user_id=uuid7(), roles=roles)
    return client


@pytest.fixture
def submission() -> Submission:
    learner = Learner(publish(lessons=(LessonFactory(exercises=(ExerciseFactory(),)),)))
    exercise_id = learner.course.lessons[0].exercises[0].exercise_id
    return submit(user_id=learner.user_id, exercise_id=exercise_id, files={"greeting.go": "x"}, answers=None)


@pytest.mark.parametrize("page", PAGES)
def test_support_reads_and_nobody_else_does(submission, page):
    path = f"/admin/progress/progress/{page}/"
    assert staff("support").get(path).status_code == 200
    assert staff("author").get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_a_submission_is_shown_and_not_changed(submission):
    path = f"/admin/progress/progress/submission/{submission.id}/change/"
    assert staff("support").get(path).status_code == 200
    refused = staff("admin").post(path, {"status": "passed", "verdict": "passed"})
    assert (refused.status_code, NotReadByPeople.title in html.unescape(refused.content.decode())) == (200, True)
    assert staff("support").post(path, {"verdict": "passed"}).status_code == 403
    submission.refresh_from_db()
    assert submission.status == "queued"


def test_what_our_grader_gave_up_is_graded_again(submission):
    Submission.objects.update(status="infra_error", tries=8)
    body = {"action": "grade_again", "_selected_action": [str(submission.id)]}
    answer = staff("support").post("/admin/progress/progress/submission/", body)
    assert answer.status_code == 302
    submission.refresh_from_db()
    assert (submission.status, submission.tries) == ("queued", 0)
