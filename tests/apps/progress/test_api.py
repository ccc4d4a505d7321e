"""Progress over HTTP: shapes, codes, and whose it is."""

from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.progress.models import Submission
from apps.progress.services import grading
from gopro.identifiers import uuid7
from gopro.sandbox.contract import Outcome, TestOutcome
from gopro.testing.tokens import access_token
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def client_of(user_id: UUID, *roles: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id, roles=roles)}")
    return client


@pytest.fixture
def learner() -> Learner:
    lessons = (LessonFactory(exercises=(ExerciseFactory(),)), LessonFactory())
    return Learner(publish(lessons=lessons))


def test_enrolling_is_201_then_200(learner):
    user_id = uuid7()
    client = client_of(user_id)
    body = {"course_id": str(learner.course.course_id)}
    first = client.post("/api/v1/enrollments", body)
    assert first.status_code == 201
    assert first.json()["status"] == "active"
    assert first.json()["percent"] == 0
    second = client.post("/api/v1/enrollments", body)
    assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
    listed = client.get("/api/v1/enrollments").json()
    assert [one["id"] for one in listed["items"]] == [first.json()["id"]]
    assert listed["pagination"]["total_items"] == 1


def test_nobody_is_told_to_sign_in(learner):
    for path in ("/api/v1/enrollments", "/api/v1/progress/me", "/api/v1/submissions", "/api/v1/achievements/me"):
        answer = APIClient().get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path
    assert APIClient().get("/api/v1/achievements").status_code == 200


def test_completing_a_lesson_answers_both_percentages(learner):
    client = client_of(learner.user_id)
    path = f"/api/v1/progress/me/lesson/{learner.course.lessons[0].lesson_id}"
    answer = client.post(path, {"completed": True, "score": 80})
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["lesson_percent"], shown["course_percent"], shown["status"]) == (100.0, 50.0, "active")
    assert client.post(path, {"completed": True}).json() == shown
    assert client.post(path, {"completed": False}).status_code == 409
    assert client.post(path, {"completed": "maybe"}).status_code == 422
    assert client.post(path, {"completed": True, "score": 101}).status_code == 422
    by_id = f"/api/v1/progress/{learner.user_id}/lesson/{learner.course.lessons[0].lesson_id}"
    assert client.post(by_id, {"completed": True}).status_code == 200


def test_a_course_is_shown_with_what_comes_next_and_why(learner):
    client = client_of(learner.user_id)
    first, second = learner.course.lessons
    client.post(f"/api/v1/progress/me/lesson/{first.lesson_id}", {"completed": True})
    path = f"/api/v1/progress/me/course/{learner.course.course_id}"
    shown = client.get(path).json()
    assert shown["next_lesson"]["lesson_id"] == str(second.lesson_id)
    assert (shown["exercises_passed"], shown["exercises_total"]) == (0, 1)
    explained = client.get(f"{path}/explain").json()
    assert explained["percent"] == 50.0
    assert [lesson["counts"] for lesson in explained["lessons"]] == [True, False]
    assert "divided by" in explained["rule"]


def test_progress_of_others_is_for_staff_alone(learner):
    paths = [
        f"/api/v1/progress/{learner.user_id}",
        f"/api/v1/progress/{learner.user_id}/course/{learner.course.course_id}",
        f"/api/v1/progress/{learner.user_id}/course/{learner.course.course_id}/explain",
    ]
    for path in paths:
        assert client_of(uuid7()).get(path).status_code == 404, path
        assert client_of(uuid7(), "author").get(path).status_code == 404, path
        assert client_of(uuid7(), "support").get(path).status_code == 200, path
    lesson = f"/api/v1/progress/{learner.user_id}/lesson/{learner.course.lessons[0].lesson_id}"
    assert client_of(uuid7(), "admin").post(lesson, {"completed": True}).status_code == 404
    assert client_of(uuid7()).get("/api/v1/progress/nonsense").status_code == 404


def test_a_submission_is_202_and_its_own_learners(learner):
    client = client_of(learner.user_id)
    exercise_id = learner.course.lessons[0].exercises[0].exercise_id
    answer = client.post(f"/api/v1/exercises/{exercise_id}/submit", {"files": {"greeting.go": "package greeting\n"}})
    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    path = answer["Location"]
    verdict = Outcome(status="failed", tests=(TestOutcome(name="TestA", status="failed", message="want 1"),))
    grading.conclude(submission_id=UUID(answer.json()["id"]), outcome=verdict)
    shown = client.get(path).json()
    assert (shown["status"], shown["tests"][0]["message"]) == ("failed", "want 1")
    assert shown["files"] == {"greeting.go": "package greeting\n"}
    assert client_of(uuid7()).get(path).status_code == 404
    assert client_of(uuid7(), "support").get(path).status_code == 200
    listed = client.get(f"/api/v1/submissions?exercise={exercise_id}").json()
    assert [one["id"] for one in listed["items"]] == [shown["id"]]
    assert "files" not in listed["items"][0]
    assert client.get(f"/api/v1/submissions?exercise={uuid7()}").json()["items"] == []
    assert client.get("/api/v1/submissions?exercise=x").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"files": {}},
        {"files": []},
        {"files": {"greeting.go": 1, "b": {}}},
        {"files": {"../greeting.go": "x"}},
        {"answers": {"a": {"b": 1}}},
        {"files": {f"{n}.go": "x" for n in range(50)}},
        {"status": "passed", "files": {"greeting.go": "x"}},
    ],
)
def test_bad_submissions_are_422_and_nothing_is_kept(learner, body):
    exercise_id = learner.course.lessons[0].exercises[0].exercise_id
    answer = client_of(learner.user_id).post(f"/api/v1/exercises/{exercise_id}/submit", body)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Submission.objects.exists()


def test_one_key_has_one_effect(learner):
    client = client_of(learner.user_id)
    exercise_id = learner.course.lessons[0].exercises[0].exercise_id
    body = {"files": {"greeting.go": "package greeting"}}
    path, headers = f"/api/v1/exercises/{exercise_id}/submit", {"Idempotency-Key": "k-1"}
    answers = [client.post(path, body, headers=headers) for _ in range(3)]
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert Submission.objects.count() == 1


def test_achievements_are_listed_with_what_they_ask_for(learner):
    client = client_of(learner.user_id)
    for lesson in learner.course.lessons:
        client.post(f"/api/v1/progress/me/lesson/{lesson.lesson_id}", {"completed": True})
    mine = client.get("/api/v1/achievements/me").json()["items"]
    assert [(one["achievement"], one["course_id"]) for one in mine] == [
        ("course-completed", str(learner.course.course_id))
    ]
    assert {one["slug"] for one in client.get("/api/v1/achievements").json()["items"]} == {
        "first-pass",
        "course-completed",
    }


def test_reads_take_few_statements(learner, django_assert_num_queries):
    client = client_of(learner.user_id)
    with django_assert_num_queries(6, using="progress"):
        client.get(f"/api/v1/progress/me/course/{learner.course.course_id}")
    with django_assert_num_queries(1, using="progress"):
        client.get("/api/v1/enrollments")
