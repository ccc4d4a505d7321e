"""Reviews and comments over HTTP: who may do what, and what learners never see."""

from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.courses.services.reviews.gate import require_reviews
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import lessons_of, make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")
AUTHOR = uuid7()


@pytest.fixture
def base() -> str:
    """The path of a draft of AUTHOR's that wants a review."""
    course = make_course(title="Go", author_id=AUTHOR)
    make_quiz(lesson=make_lesson(course=course, body="One\nTwo"))
    require_reviews(course_id=course.pk, required=True)
    return f"/api/v1/courses/{course.slug}"


@pytest.fixture
def author(client_of: ClientOf) -> APIClient:
    return client_of("author", user_id=AUTHOR)


def test_from_a_draft_to_published(base: str, author: APIClient, client_of: ClientOf) -> None:
    editor = client_of("editor")
    assert author.post(f"{base}/publish").json()["code"] == "approval_missing"
    asked = author.post(f"{base}/review", {"note": "Please."}, format="json")
    assert (asked.status_code, asked.json()["stage"], asked.json()["review"]["request_note"]) == (
        200,
        "in_review",
        "Please.",
    )
    waiting = editor.get("/api/v1/courses/reviews").json()["items"]
    assert [(row["title"], row["requested_by"]) for row in waiting] == [("Go", str(AUTHOR))]
    assert author.post(f"{base}/review/approve", {}, format="json").status_code == 403
    approved = editor.post(f"{base}/review/approve", {"note": "Fine."}, format="json")
    assert (approved.json()["stage"], approved.json()["is_outdated"]) == ("approved", False)
    assert author.post(f"{base}/publish").status_code == 200
    assert author.get(f"{base}/review").json()["stage"] == "published"
    assert editor.get("/api/v1/courses/reviews").json()["items"] == []


def test_an_edit_since_is_said(base: str, author: APIClient, client_of: ClientOf) -> None:
    author.post(f"{base}/review", {}, format="json")
    lesson_id = author.get(f"{base}/draft/lessons").json()["items"][0]["id"]
    author.patch(f"/api/v1/lessons/{lesson_id}", {"title": "New"}, format="json")
    found = author.get(f"{base}/review").json()
    assert (found["is_outdated"], found["outdated_by"]) == (
        True,
        [{"kind": "lesson", "id": lesson_id, "title": "New", "what": "changed"}],
    )
    refused = client_of("editor").post(f"{base}/review/approve", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "review_outdated")


def test_a_decision_names_what_was_seen(base: str, author: APIClient, client_of: ClientOf) -> None:
    editor = client_of("editor")
    author.post(f"{base}/review", {}, format="json")
    seen = editor.get(f"{base}/review")["ETag"]
    editor.post(f"{base}/review/changes", {"note": "Shorter."}, format="json")
    late = editor.post(f"{base}/review/approve", {}, format="json", headers={"If-Match": seen})
    assert late.status_code == 412


def test_changes_need_words(base: str, author: APIClient, client_of: ClientOf) -> None:
    author.post(f"{base}/review", {}, format="json")
    refused = client_of("editor").post(f"{base}/review/changes", {}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/note")


def test_who_says_that_approvals_are_needed(base: str, author: APIClient, client_of: ClientOf) -> None:
    said = {"review_required": False}
    assert author.patch(f"{base}/review", said, format="json").status_code == 403
    assert client_of("editor").patch(f"{base}/review", said, format="json").json()["review_required"] is False
    assert author.post(f"{base}/publish").status_code == 200


def test_a_reviewer_of_one_course(client_of: ClientOf) -> None:
    """An editor of a course reviews that one, and finds no other."""
    mine, other = make_course(author_id=AUTHOR), make_course()
    for course in (mine, other):
        make_lesson(course=course)
        client_of("editor").post(f"/api/v1/courses/{course.pk}/review", {}, format="json")
    reviewer = client_of("learner", within={mine.pk: "editor"})
    assert [row["course_id"] for row in reviewer.get("/api/v1/courses/reviews").json()["items"]] == [str(mine.pk)]
    approve = "/api/v1/courses/{}/review/approve"
    assert reviewer.post(approve.format(mine.pk), {}, format="json").status_code == 200
    assert reviewer.post(approve.format(other.pk), {}, format="json").status_code == 404


def test_a_thread_from_beginning_to_end(base: str, author: APIClient, client_of: ClientOf) -> None:
    editor = client_of("editor")
    lesson_id = author.get(f"{base}/draft/lessons").json()["items"][0]["id"]
    said = {"text": "**Why?**", "lesson_id": lesson_id, "field": "body", "line": 2}
    begun = editor.post(f"{base}/comments", said, format="json")
    assert (begun.status_code, begun.json()["quote"]) == (201, "Two")
    thread = f"{base}/comments/{begun.json()['id']}"
    answered = author.post(f"{thread}/replies", {"text": "<script>alert(1)</script>"}, format="json").json()
    assert [comment["html"] for comment in answered["comments"]] == [
        "<p><strong>Why?</strong></p>\n",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
    ]
    assert author.post(f"{thread}/resolution").json()["resolved_by"] == str(AUTHOR)
    assert _ids(author, f"{base}/comments?resolved=false") == []
    assert author.delete(f"{thread}/resolution").json()["resolved_at"] is None
    for query in ("resolved=false", f"lesson={lesson_id}", ""):
        assert _ids(author, f"{base}/comments?{query}") == [begun.json()["id"]]
    assert _ids(author, f"{base}/comments?lesson={uuid7()}") == []


def test_learners_see_neither_reviews_nor_comments(client_of: ClientOf, anybody: APIClient) -> None:
    course = make_published(author_id=AUTHOR)
    base = f"/api/v1/courses/{course.pk}"
    client_of("editor").post(f"{base}/comments", {"text": "COMMENT-SECRET"}, format="json")
    learner = client_of("learner")
    for name in ("review", "comments"):
        assert (learner.get(f"{base}/{name}").status_code, anybody.get(f"{base}/{name}").status_code) == (403, 401)
    assert learner.get("/api/v1/courses/reviews").status_code == 403
    lesson = lessons_of(course)[0].pk
    shown = [base, f"{base}/lessons", f"{base}/exercises", f"/api/v1/lessons/{lesson}", f"{base}/versions"]
    assert not any("COMMENT-SECRET" in anybody.get(path).content.decode() for path in shown)


def _ids(client: APIClient, path: str) -> list[UUID]:
    items: list[dict[str, Any]] = client.get(path).json()["items"]
    return [item["id"] for item in items]
