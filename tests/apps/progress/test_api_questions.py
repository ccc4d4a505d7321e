"""Draws and persons' verdicts over HTTP."""

from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Exercise
from apps.progress.models import Submission
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_course, make_drawing, make_lesson, make_quiz, make_text
from tests.apps.progress.takers import Taker, published
from tests.apps.progress.test_api import client_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def drawing() -> Exercise:
    return published(make_drawing(lesson=make_lesson(course=make_course()), count=2)[1])


@pytest.fixture
def waiting() -> Submission:
    essay = published(make_text(lesson=make_lesson(course=make_course())))
    return Taker(exercise=essay).graded({"text": "My text."})


def client(taker: Taker) -> APIClient:
    return client_of(taker.user_id, "learner")


def test_drawing_is_201_then_200_and_reads_back(drawing: Exercise) -> None:
    taker = Taker(exercise=drawing)
    learner, path = client(taker), f"{API}/exercises/{drawing.id}/draw"
    assert learner.get(path).status_code == 404
    first, second = learner.post(path), learner.post(path)
    assert (first.status_code, second.status_code, second.json()) == (201, 200, first.json())
    assert learner.get(path).json() == first.json()
    shown = first.json()
    assert set(shown) == {
        "id", "exercise_id", "exercise_version_id", "attempt", "submission_id", "created_at", "questions",
    }  # fmt: skip
    assert (shown["attempt"], shown["submission_id"], len(shown["questions"])) == (1, None, 2)
    assert set(shown["questions"][0]) == {
        "key", "kind", "prompt", "prompt_html", "choices", "choices_html", "matches", "matches_html",
    }  # fmt: skip
    made = learner.post(f"{API}/exercises/{drawing.id}/submit", {"answers": {}})
    assert made.status_code == 202
    assert learner.get(path).json()["submission_id"] == made.json()["id"]
    asked = learner.get(f"{API}/submissions/{made.json()['id']}/questions").json()
    assert asked == {"questions": shown["questions"]}


def test_refusals_say_what_to_do(drawing: Exercise) -> None:
    taker = Taker(exercise=drawing)
    learner = client(taker)
    first = learner.post(f"{API}/exercises/{drawing.id}/submit", {"answers": {}})
    assert (first.status_code, first.json()["code"]) == (409, "nothing_drawn")
    plain = published(make_quiz(lesson=make_lesson(course=make_course())))
    Taker(exercise=plain, user_id=taker.user_id)
    nothing = learner.post(f"{API}/exercises/{plain.id}/draw")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_draw")
    stranger = client_of(uuid7(), "learner").post(f"{API}/exercises/{drawing.id}/draw")
    assert (stranger.status_code, stranger.json()["code"]) == (409, "not_enrolled")


def test_a_format_is_refused_at_its_question() -> None:
    plain = published(make_quiz(lesson=make_lesson(course=make_course())))
    taker = Taker(exercise=plain)
    refused = client(taker).post(
        f"{API}/exercises/{plain.id}/submit", {"answers": {"sum": "2 km", "pick": 2, "other": 1}}
    )
    assert refused.status_code == 422
    assert {one["pointer"]: one["detail"] for one in refused.json()["errors"]} == {
        "/answers/sum": "The number alone, without a unit or anything else behind it.",
        "/answers/pick": "The position of one choice, from 0 to 1.",
        "/answers/other": "Not a question that you are asked here.",
    }
    assert not Submission.objects.exists()


def test_a_text_is_graded_by_a_person_and_read_by_its_learner(waiting: Submission) -> None:
    editor, learner = client_of(uuid7(), "editor"), client_of(waiting.user_id, "learner")
    listed = editor.get(f"{API}/submissions/to-grade").json()["items"]
    assert [(one["id"], one["status"]) for one in listed] == [(str(waiting.id), "ungraded")]
    assert learner.get(f"{API}/submissions/to-grade").status_code == 403
    path = f"{API}/submissions/{waiting.id}/grade"
    body = {"passed": True, "feedback": "Good.", "criteria": {"clear": True}}
    assert learner.post(path, body).status_code == 403
    assert client_of(uuid7(), "support").post(path, body).status_code == 403
    wrong = editor.post(path, {**body, "criteria": {"odd": True}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/criteria/odd")
    assert editor.post(path, {}).status_code == 422
    graded = editor.post(path, body)
    assert (graded.status_code, graded.json()["status"]) == (200, "passed")
    seen = learner.get(f"{API}/submissions/{waiting.id}").json()
    assert (seen["status"], seen["feedback"], [line["name"] for line in seen["tests"]]) == (
        "passed",
        "Good.",
        ["clear"],
    )
    again = editor.post(path, body)
    assert (again.status_code, again.json()["code"]) == (409, "not_to_grade")


def test_the_rubric_is_the_readers_alone(waiting: Submission) -> None:
    seen = client_of(waiting.user_id, "learner")
    exercise: UUID = waiting.exercise_id
    for path in (f"{API}/submissions/{waiting.id}", f"{API}/exercises/{exercise}"):
        assert "RUBRIC-SECRET" not in seen.get(path).content.decode()
