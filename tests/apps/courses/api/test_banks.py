"""Banks over HTTP: for those who may edit the course alone."""

import pytest
from rest_framework.test import APIClient

from apps.courses.models.banks import Bank
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import (
    ORDER,
    QUESTIONS,
    make_bank,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
)

pytestmark = pytest.mark.usefixtures("db")
API = "/api/v1"
ONE = {"key": "q", "kind": "numeric", "prompt": "1 + 1?", "answers": ["2"], "relative_tolerance": "0.01"}
MATCHING = {
    "key": "pairs",
    "kind": "matching",
    "prompt": "Which is whose?",
    "choices": ["go", "python"],
    "matches": [".py", ".go", ".rs"],
    "answers": ["1", "0"],
}


def test_from_nothing_to_a_quiz_that_draws(client_of: ClientOf) -> None:
    author_id = uuid7()
    course = make_course(author_id=author_id)
    author = client_of("author", user_id=author_id)
    body = {"course_id": str(course.id), "title": "Sums", "questions": [ONE, MATCHING]}
    made = author.post(f"{API}/banks", body)
    bank = made.json()
    assert (made.status_code, made["Location"]) == (201, f"{API}/banks/{bank['id']}")
    assert (bank["slug"], bank["version"], bank["question_count"]) == ("sums", 1, 2)
    assert bank["questions"][0] == {
        **ONE, "choices": [], "matches": [], "tolerance": "0", "strict": [], "pattern": "", "explanation": "",
    }  # fmt: skip
    lesson = make_lesson(course=course)
    quiz = author.post(
        f"{API}/exercises",
        {"lesson_id": str(lesson.id), "kind": "quiz", "title": "Q", "draws": [{"bank": bank["id"], "count": 1}]},
    ).json()
    assert (quiz["draws"], quiz["questions"]) == ([{"bank": bank["id"], "version": 1, "count": 1}], [])
    edited = author.patch(f"{API}/banks/{bank['id']}", {"title": "More"}, headers={"If-Match": made["ETag"]})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    stale = author.patch(f"{API}/banks/{bank['id']}", {"title": "Stale"}, headers={"If-Match": made["ETag"]})
    assert stale.status_code == 412
    assert author.get(f"{API}/exercises/{quiz['id']}/draft").json()["draws"][0]["version"] == 2
    assert author.get(f"{API}/banks/{bank['id']}/versions/1").json()["title"] == "Sums"
    listed = author.get(f"{API}/courses/{course.id}/banks").json()["items"]
    assert [(one["slug"], one["title"], "questions" in one) for one in listed] == [("sums", "More", False)]
    used = author.delete(f"{API}/banks/{bank['id']}")
    assert (used.status_code, used.json()["code"]) == (409, "bank_in_use")
    plain = {"draws": [], "questions": [ONE]}
    assert author.patch(f"{API}/exercises/{quiz['id']}", plain).status_code == 200
    assert author.delete(f"{API}/banks/{bank['id']}").status_code == 204
    assert author.get(f"{API}/banks/{bank['id']}").status_code == 404


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ({**ONE, "answers": ["2 km"]}, "/questions/0/answers"),
        ({**ONE, "pattern": "a"}, "/questions/0/pattern"),
        ({**ONE, "strict": ["colour"]}, "/questions/0/strict/0"),
        ({**MATCHING, "answers": ["0"]}, "/questions/0/answers"),
        ({**ORDER, "answers": ["0", "0", "1", "2"]}, "/questions/0/answers"),
        ({**ONE, "kind": "essay"}, "/questions/0/kind"),
    ],
)
def test_a_wrong_question_is_told_where_it_is_wrong(client_of: ClientOf, question, pointer: str) -> None:
    course = make_course()
    body = {"course_id": str(course.id), "title": "B", "questions": [question]}
    refused = client_of("editor").post(f"{API}/banks", body)
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [pointer])
    assert not Bank.objects.exists()


def test_a_draw_needs_a_bank_of_the_course(client_of: ClientOf) -> None:
    elsewhere = make_bank(course=make_course())
    quiz = make_quiz(lesson=make_lesson(course=make_course()))
    editor, path = client_of("editor"), f"{API}/exercises/{quiz.id}"
    for draws, pointer in (
        ([{"bank": str(elsewhere.id), "count": 1}], "/draws/0/bank"),
        ([{"count": 3}], "/draws/0/count"),
        ([{"count": 0}], "/draws/0/count"),
        ([{"bank": "x", "count": 1}], "/draws/0/bank"),
    ):
        refused = editor.patch(path, {"draws": draws})
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [pointer])
    taken = editor.patch(path, {"draws": [{"count": 1}], "redraws": True}).json()
    assert (taken["draws"], taken["redraws"]) == ([{"bank": None, "version": 0, "count": 1}], True)


def test_others_know_of_no_bank(client_of: ClientOf, anybody: APIClient) -> None:
    course = make_published()
    bank = make_bank(course=course, questions=QUESTIONS)
    paths = (f"{API}/banks/{bank.id}", f"{API}/banks/{bank.id}/versions/1", f"{API}/courses/{course.id}/banks")
    for client, statuses in (
        (anybody, [401, 401, 401]),
        (client_of("learner"), [403, 403, 403]),
        (client_of("author"), [404, 404, 403]),
    ):
        assert [client.get(path).status_code for path in paths] == statuses
    assert client_of("author").patch(paths[0], {"title": "Mine"}).status_code == 404
    bank.refresh_from_db()
    assert bank.draft_version.n == 1
