"""Publishing over HTTP: the estimate first, the choices, the policy, and who may."""

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.services.impacts import answers
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import lessons_of, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")
FIGURES = {
    "learners": 1,
    "looked_at": 1,
    "in_progress": 0,
    "completed": 1,
    "outcomes": [
        {
            "policy": "pin",
            "choice": "asked",
            "would_move": 0,
            "would_stay": 1,
            "below_full": 0,
            "falls": 0,
            "rises": 0,
            "would_complete": 0,
            "passes_lost": 0,
        }
    ],
    "exercises": [],
    "below_full": ["00000000-0000-0000-0000-000000000001"],
}


@pytest.fixture
def course() -> Course:
    made = make_published(author_id=uuid7())
    make_lesson(course=made, title="More")
    return made


@pytest.fixture
def author(course: Course, client_of: ClientOf) -> APIClient:
    return client_of("author", user_id=course.author_id)


def test_a_dry_run_answers_what_to_poll_and_publishes_nothing(course: Course, author: APIClient) -> None:
    lesson = lessons_of(course)[0]
    body = {"choices": {"default": "require", "items": {str(lesson.id): "keep"}}}
    asked = author.post(f"/api/v1/courses/{course.slug}/publish?dry_run=1&sample=5", body, format="json")
    assert asked.status_code == 202, asked.data
    assert (asked.data["state"], asked.data["figures"], asked.data["base_version"]) == ("asked", None, 1)
    assert asked.data["choices"] == {"default": "require", "items": [{"id": str(lesson.id), "choice": "keep"}]}
    assert Publication.objects.count() == 1
    answers.record_impact(impact_id=asked.data["id"], is_final=True, figures=FIGURES)
    found = author.get(asked["Location"])
    assert (found.status_code, found.data["state"]) == (200, "final")
    assert found.data["figures"]["outcomes"] == FIGURES["outcomes"]
    assert found.data["below_full"] is None
    done = author.post(f"/api/v1/courses/{course.slug}/publish?impact={asked.data['id']}")
    assert done.status_code == 200, done.data
    assert Publication.objects.get(n=2).choices == asked.data["choices"]


def test_only_who_may_see_learners_reads_which_they_are(course: Course, client_of: ClientOf) -> None:
    editor = client_of("editor")
    asked = editor.post(f"/api/v1/courses/{course.slug}/publish?dry_run=1")
    answers.record_impact(impact_id=asked.data["id"], is_final=True, figures=FIGURES)
    assert editor.get(asked["Location"]).data["below_full"] == FIGURES["below_full"]
    assert client_of("author").get(asked["Location"]).status_code == 403
    another = make_published()
    assert editor.get(f"/api/v1/courses/{another.id}/impacts/{asked.data['id']}").status_code == 404


def test_what_has_been_changed_since_is_a_conflict_that_says_what(course: Course, author: APIClient) -> None:
    asked = author.post(f"/api/v1/courses/{course.id}/publish?dry_run=1")
    make_lesson(course=course, title="Yet more")
    refused = author.post(f"/api/v1/courses/{course.id}/publish?impact={asked.data['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "impact_outdated")
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/lessons", "/lessons/yet-more"}
    assert author.post(f"/api/v1/courses/{course.id}/publish?impact={uuid7()}").status_code == 404
    assert author.post(f"/api/v1/courses/{course.id}/publish").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"choices": {"default": "forget"}},
        {"choices": {"items": {"no id": "keep"}}},
        {"choices": {"items": {"00000000-0000-0000-0000-000000000001": "forget"}}},
        {"choice": "keep"},
    ],
)
def test_a_choice_that_there_isnt_is_refused(course: Course, author: APIClient, body: object) -> None:
    assert author.post(f"/api/v1/courses/{course.id}/publish", body, format="json").status_code == 422
    assert Publication.objects.count() == 1


def test_the_policy_is_read_and_set(course: Course, author: APIClient, client_of: ClientOf) -> None:
    path = f"/api/v1/courses/{course.id}/policy"
    read = author.get(path)
    assert read.data == {"policy": "pin"}
    new = {"policy": "follow_latest"}
    assert author.put(path, new, format="json", HTTP_IF_MATCH='"old.old"').status_code == 412
    assert author.put(path, new, format="json", HTTP_IF_MATCH=read["ETag"]).data == new
    assert author.put(path, {"policy": "never"}, format="json").status_code == 422
    assert client_of("author").put(path, {"policy": "pin"}, format="json").status_code == 403
    assert client_of("learner").get(path).status_code == 403
    course.refresh_from_db()
    assert course.version_policy == "follow_latest"
