"""Authors and editors write over HTTP; nobody else does."""

from json import dumps
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course, Exercise, Lesson
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
    record_pass,
)

pytestmark = pytest.mark.usefixtures("db")
API = "/api/v1"
CODE = {
    "kind": "code",
    "title": "Greet",
    "language": "go",
    "files": {"greet.go": "package greet"},
    "test_files": {"greet_test.go": "package greet"},
    "solution_files": {"greet.go": "package greet // done"},
}
QUIZ = {
    "kind": "quiz",
    "title": "Quiz",
    "questions": [{"key": "q", "kind": "numeric", "prompt": "1 + 1?", "answers": ["2"]}],
}


def test_from_nothing_to_published(client_of: ClientOf, anybody: APIClient) -> None:
    author_id = uuid7()
    author = client_of("author", user_id=author_id)
    made = author.post(f"{API}/courses", {"title": "Go", "summary": "Small.", "tags": ["fast"]})
    assert (made.status_code, made["Location"]) == (201, f"{API}/courses/{made.json()['id']}")
    course = made.json()
    assert (course["status"], course["author_id"], course["version"]) == ("draft", str(author_id), 1)
    lesson = author.post(f"{API}/lessons", {"course_id": course["id"], "title": "One", "body": "*Hi*"}).json()
    code = author.post(f"{API}/exercises", {"lesson_id": lesson["id"], **CODE}).json()
    quiz = author.post(f"{API}/exercises", {"lesson_id": lesson["id"], **QUIZ}).json()
    assert (code["recording"], quiz["questions"][0]["answers"]) == (None, ["2"])
    refused = author.post(f"{API}/courses/{course['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "ungradable_exercises")
    record_pass(Exercise.objects.get(id=code["id"]))
    published = author.post(f"{API}/courses/{course['id']}/publish")
    assert (published.status_code, published.json()["status"]) == (200, "published")
    assert anybody.get(f"{API}/courses/go").json() == published.json()
    assert anybody.get(f"{API}/exercises/{quiz['id']}").json()["questions"][0]["prompt"] == "1 + 1?"


def test_an_author_sees_their_draft_where_nothing_is_published(client_of: ClientOf) -> None:
    author_id = uuid7()
    course = make_course(title="Draft", author_id=author_id)
    lesson = make_lesson(course=course)
    quiz = make_quiz(lesson=lesson)
    author = client_of("author", user_id=author_id)
    assert author.get(f"{API}/courses/draft").json()["status"] == "draft"
    assert author.get(f"{API}/lessons/{lesson.number}").json()["readiness"] == "ready"
    assert author.get(f"{API}/exercises/{quiz.id}").json()["questions"][0]["answers"] == ["2"]
    assert [item["id"] for item in author.get(f"{API}/courses/drafts").json()["items"]] == [str(course.id)]
    assert client_of("author").get(f"{API}/courses/drafts").json()["items"] == []
    assert len(client_of("editor").get(f"{API}/courses/drafts?status=draft").json()["items"]) == 1
    assert [item["id"] for item in author.get(f"{API}/courses/draft/draft/lessons").json()["items"]] == [str(lesson.id)]


def test_only_its_author_and_editors_change_a_course(client_of: ClientOf, anybody: APIClient, told: Told) -> None:
    author_id = uuid7()
    public, private = make_published(author_id=author_id), make_course(author_id=author_id)
    before = len(told)
    for course, status in ((public, 403), (private, 404)):
        for client, refused in ((client_of("author"), status), (client_of("learner"), 403), (client_of(), 403)):
            for method, path, body in writes(course):
                assert client.generic(method, f"{API}{path}", *sent(body)).status_code == refused, path
        for method, path, body in writes(course):
            assert anybody.generic(method, f"{API}{path}", *sent(body)).status_code == 401, path
    assert len(told) == before
    for role in ("editor", "admin"):
        answer = client_of(role).patch(f"{API}/courses/{private.id}", {"title": role})
        assert (answer.status_code, answer.json()["title"]) == (200, role)
    assert client_of("learner").post(f"{API}/courses", {"title": "Mine"}).status_code == 403


@pytest.mark.parametrize("role", ["author", "editor"])
def test_a_role_on_one_course_opens_that_course_alone(client_of: ClientOf, role: str) -> None:
    given, other = make_course(title="Given"), make_course(title="Other")
    lesson, others = make_lesson(course=given), make_lesson(course=other)
    make_quiz(lesson=lesson)
    client = client_of("learner", within={given.id: role})
    assert client.patch(f"{API}/courses/{given.id}", {"title": "Mine now"}).status_code == 200
    assert client.patch(f"{API}/lessons/{lesson.id}", {"title": "Mine too"}).status_code == 200
    assert client.post(f"{API}/courses/{given.id}/publish").status_code == 200
    assert [item["id"] for item in client.get(f"{API}/courses/drafts?status=any").json()["items"]] == [str(given.id)]
    for path in (f"/courses/{other.id}", f"/lessons/{others.id}"):
        assert client.patch(f"{API}{path}", {"title": "Stolen"}).status_code == 404
    assert client.post(f"{API}/courses", {"title": "New"}).status_code == 403
    assert client.delete(f"{API}/courses/{given.id}").status_code == 403


def test_another_role_on_a_course_opens_no_draft(client_of: ClientOf) -> None:
    course = make_course(title="Draft")
    support = client_of("learner", within={course.id: "support"})
    assert support.get(f"{API}/courses/{course.id}").status_code == 404
    assert support.get(f"{API}/courses/drafts").status_code == 403


def writes(course: Course) -> list[tuple[str, str, dict[str, Any] | None]]:
    found: list[tuple[str, str, dict[str, Any] | None]] = [
        ("PATCH", f"/courses/{course.id}", {"title": "Mine"}),
        ("PUT", f"/courses/{course.id}", {"title": "Mine"}),
        ("GET", f"/courses/{course.id}/draft", None),
        ("GET", f"/courses/{course.id}/draft/lessons", None),
        ("POST", f"/courses/{course.id}/publish", None),
        ("POST", f"/courses/{course.id}/reorder", {"lessons": []}),
        ("POST", "/lessons", {"course_id": str(course.id), "title": "Mine"}),
        ("DELETE", f"/courses/{course.id}", None),
    ]
    for lesson in lessons_of(course):
        found += [
            ("PATCH", f"/lessons/{lesson.id}", {"title": "Mine"}),
            ("GET", f"/lessons/{lesson.id}/draft", None),
            ("DELETE", f"/lessons/{lesson.id}", None),
            ("POST", "/exercises", {"lesson_id": str(lesson.id), **QUIZ}),
        ]
        for exercise in exercises_of(lesson):
            found += [
                ("PATCH", f"/exercises/{exercise.id}", {"title": "Mine"}),
                ("GET", f"/exercises/{exercise.id}/draft", None),
                ("DELETE", f"/exercises/{exercise.id}", None),
            ]
    return found


def sent(body: dict[str, Any] | None) -> tuple[str, str]:
    return (dumps(body) if body is not None else "", "application/json")


def test_edits_are_drafts_and_lost_updates_are_refused(client_of: ClientOf, anybody: APIClient) -> None:
    course = make_published(title="Go")
    editor = client_of("editor")
    seen = editor.get(f"{API}/courses/{course.id}/draft")["ETag"]
    first = editor.patch(f"{API}/courses/{course.id}", {"title": "Rust"}, headers={"If-Match": seen})
    assert (first.status_code, first.json()["title"], first.json()["version"]) == (200, "Rust", 2)
    lost = editor.patch(f"{API}/courses/{course.id}", {"title": "Zig"}, headers={"If-Match": seen})
    assert (lost.status_code, lost.json()["code"]) == (412, "precondition_failed")
    again = editor.patch(f"{API}/courses/{course.id}", {"title": "Zig"}, headers={"If-Match": first["ETag"]})
    assert again.status_code == 200
    assert anybody.get(f"{API}/courses/{course.id}").json()["title"] == "Go"


def test_put_replaces_and_retiring_takes_it_out_of_the_catalogue(client_of: ClientOf, anybody: APIClient) -> None:
    course = make_published(summary="Small.")
    editor = client_of("editor")
    replaced = editor.put(f"{API}/courses/{course.id}", {"title": "New"}).json()
    assert (replaced["title"], replaced["summary"]) == ("New", "")
    assert editor.post(f"{API}/courses/{course.id}/retire").json()["status"] == "retired"
    assert anybody.get(f"{API}/courses").json()["items"] == []


def test_deleting_takes_thirty_days_and_can_be_taken_back(client_of: ClientOf, anybody: APIClient) -> None:
    course, author = make_published(), uuid7()
    path, editor = f"{API}/courses/{course.id}", client_of("editor")
    assert client_of("author", user_id=author).delete(path).status_code == 403
    assert editor.get(f"{path}/deletion").status_code == 404
    asked = editor.delete(path)
    assert (asked.status_code, asked["Location"], asked.json()["state"]) == (202, f"{path}/deletion", "pending")
    assert anybody.get(f"{API}/courses").json()["items"] == []
    assert editor.post(f"{path}/publish").json()["code"] == "deletion_under_way"
    assert editor.get(f"{path}/deletion").json() == asked.json() == editor.delete(path).json()
    assert anybody.delete(f"{path}/deletion").status_code == 401
    assert editor.delete(f"{path}/deletion").json()["state"] == "cancelled"
    assert [one["id"] for one in anybody.get(f"{API}/courses").json()["items"]] == [str(course.id)]


def test_a_draft_is_deleted_at_once(client_of: ClientOf) -> None:
    author = uuid7()
    course, client = make_course(author_id=author), client_of("author", user_id=author)
    assert client.delete(f"{API}/courses/{course.id}").status_code == 204
    assert client.delete(f"{API}/courses/{course.id}").status_code == 404


def test_an_idempotency_key_makes_one_course(client_of: ClientOf) -> None:
    author = client_of("author")
    answers = [author.post(f"{API}/courses", {"title": "Go"}, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Course.objects.count() == 1


def test_a_new_order_over_http(client_of: ClientOf) -> None:
    course = make_published(lessons=2)
    first, second = lessons_of(course)
    body = {"lessons": [str(second.id), str(first.id)], "exercises": {str(first.id): []}}
    editor = client_of("editor")
    assert editor.post(f"{API}/courses/{course.id}/reorder", body).json()["code"] == "order_mismatch"
    body["exercises"] = {"odd": []}
    assert editor.post(f"{API}/courses/{course.id}/reorder", body).status_code == 422
    del body["exercises"]
    assert editor.post(f"{API}/courses/{course.id}/reorder", body).status_code == 200
    assert list(Lesson.objects.order_by("position").values_list("id", flat=True)) == [second.id, first.id]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/courses", {}, "/title"),
        ("/courses", {"title": "x", "status": "published"}, "/status"),
        ("/courses", {"title": "x", "difficulty": "odd"}, "/difficulty"),
        ("/courses", {"title": "x", "tags": ["Not a slug"]}, "/tags/0"),
        ("/courses", {"title": "x", "categories": ["nope"]}, "/categories/0"),
        ("/courses", {"title": "x" * 201}, "/title"),
        ("/lessons", {"title": "x"}, "/course_id"),
        ("/exercises", {"title": "x", "kind": "code"}, "/lesson_id"),
    ],
)
def test_bodies_that_cant_be_taken(client_of: ClientOf, path: str, body: dict[str, Any], pointer: str) -> None:
    response = client_of("editor").post(f"{API}{path}", body)
    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"hints": [{"task": 0}]}, "/hints/0/text"),
        ({"tasks": [{"number": 1}]}, "/tasks/0/title"),
        ({"questions": [{"key": "q", "kind": "text", "prompt": "?"}]}, "/questions/0/answers"),
        ({"questions": [{"odd": 1}]}, "/questions/0/odd"),
        ({"hints": [1]}, "/hints/0"),
    ],
)
def test_rows_are_whole_even_in_a_partial_edit(client_of: ClientOf, body: dict[str, Any], pointer: str) -> None:
    quiz = make_quiz(lesson=make_lesson(course=make_course()))
    response = client_of("editor").patch(f"{API}/exercises/{quiz.id}", body)
    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.json()["errors"]]
    quiz.refresh_from_db()
    assert quiz.draft_version.n == 1
