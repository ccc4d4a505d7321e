"""Publications, differences, roll-backs, schedules, previews and reads as of a time, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from apps.courses.models.content import Course
from apps.courses.models.edits import Edit
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.selectors import history
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.publications import due
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import ClientOf, Queries
from tests.apps.courses.factories import exercises_of, lessons_of, make_course, make_lesson, make_published, record_pass

pytestmark = pytest.mark.usefixtures("db")

BASE = "/api/v1/courses"


def republished(**options: Any) -> Course:
    """Published twice: with another title, and other text in its first lesson."""
    course = make_published(title="First edition", **options)
    edit_course(course_id=course.id, changes={"title": "Second edition"}, editor_id=None)
    edit_lesson(lesson_id=lessons_of(course)[0].id, changes={"body": "Some other *text*."}, editor_id=None)
    return publish_course(course_id=course.id, publisher_id=course.author_id, note="Better words.")


def author_of(course: Course, client_of: ClientOf) -> APIClient:
    return client_of("author", user_id=course.author_id)


def test_publications_are_listed_for_everybody_and_their_publishers_for_editors(
    anybody: APIClient, client_of: ClientOf
) -> None:
    course = republished()
    listed = anybody.get(f"{BASE}/{course.slug}/versions").json()
    assert [(one["version"], one["title"], one["note"]) for one in listed["items"]] == [
        (2, "Second edition", "Better words."),
        (1, "First edition", ""),
    ]
    assert listed["items"][0]["counts"]["lessons"] == {"added": 0, "removed": 0, "moved": 0, "changed": 1}
    assert "published_by" not in listed["items"][0]
    shown = author_of(course, client_of).get(f"{BASE}/{course.id}/versions").json()
    assert shown["items"][0]["published_by"] == str(course.author_id)


def test_a_publication_reads_whole_and_without_what_is_hidden(anybody: APIClient, client_of: ClientOf) -> None:
    course = republished()
    first = anybody.get(f"{BASE}/{course.id}/versions/1")
    shown = first.json()
    assert (shown["version"], shown["title"], shown["note"], shown["restores"]) == (1, "First edition", "", None)
    (lesson,) = shown["lessons"]
    assert (lesson["body"], lesson["body_html"]) == ("Some *text*.", "<p>Some <em>text</em>.</p>\n")
    code, quiz = lesson["exercises"]
    assert (code["files"], "test_files" in code, "solution_files" in code) == (
        {"greet.go": "package greet // STUB"},
        False,
        False,
    )
    assert all("answers" not in question for question in quiz["questions"])
    assert b"SECRET" not in first.content
    hidden = author_of(course, client_of).get(f"{BASE}/{course.id}/versions/1").json()["lessons"][0]["exercises"]
    assert hidden[0]["test_files"] == {"greet_test.go": "package greet // TESTS-SECRET"}
    assert hidden[1]["questions"][0]["answers"] == ["2"]
    assert anybody.get(f"{BASE}/{course.id}/versions/3").status_code == 404
    again = anybody.get(f"{BASE}/{course.id}/versions/1", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304


def test_publications_of_drafts_are_not_there(anybody: APIClient, client_of: ClientOf) -> None:
    course = make_course()
    make_lesson(course=course)
    for path in ("versions", "versions/1", "versions/1...2", "versions/1...draft", "history", "schedules"):
        for client, refusal in (
            (anybody, {401, 404}),
            (client_of("learner"), {403, 404}),
            (client_of("author"), {404}),
        ):
            answer = client.get(f"{BASE}/{course.id}/{path}")
            assert answer.status_code in refusal, (path, answer.content)
    author = author_of(course, client_of)
    assert author.get(f"{BASE}/{course.id}/versions").json()["items"] == []
    assert author.get(f"{BASE}/{course.id}/versions/1").json()["title"] == "There is no such version"
    assert author.get(f"{BASE}/{course.id}/versions/draft...draft").json()["lessons"] == []


def test_what_differs_between_two_publications(anybody: APIClient) -> None:
    course = republished()
    diff = anybody.get(f"{BASE}/{course.id}/versions/1...2").json()
    assert (diff["before"], diff["after"], diff["exercises"]) == ("1", "2", [])
    (title,) = diff["course"]
    assert (title["field"], title["unified"]) == ("title", "@@ -1 +1 @@\n-First edition\n+Second edition")
    assert title["hunks"][0]["lines"][0]["parts"] == [
        {"text": "First", "differs": True},
        {"text": " edition", "differs": False},
    ]
    (lesson,) = diff["lessons"]
    assert (lesson["changes"], [field["field"] for field in lesson["fields"]]) == (["changed"], ["body"])
    back = anybody.get(f"{BASE}/{course.id}/versions/2...1").json()
    assert back["course"][0]["unified"] == "@@ -1 +1 @@\n-Second edition\n+First edition"
    for odd in ("0...1", "1...9", "1...x", "x...1", f"1...{'9' * 30}"):
        assert anybody.get(f"{BASE}/{course.id}/versions/{odd}").status_code == 404, odd


def test_the_draft_is_compared_for_its_editors_only(anybody: APIClient, client_of: ClientOf) -> None:
    course = republished()
    code = exercises_of(lessons_of(course)[0])[0]
    edit_exercise(exercise_id=code.id, changes={"solution_files": {"greet.go": "SOLUTION-SECRET"}}, editor_id=None)
    path = f"{BASE}/{course.id}/versions/2...draft"
    for client in (anybody, client_of("learner"), client_of("author")):
        assert client.get(path).status_code == 404
    (exercise,) = author_of(course, client_of).get(path).json()["exercises"]
    assert [field["field"] for field in exercise["fields"]] == ["solution_files"]
    publish_course_with(code)
    assert anybody.get(f"{BASE}/{course.id}/versions/2...3").json()["exercises"] == []


def publish_course_with(exercise: Any) -> None:
    exercise.refresh_from_db()
    record_pass(exercise)
    publish_course(course_id=exercise.course_id, publisher_id=None)


def test_rolls_back(anybody: APIClient, client_of: ClientOf) -> None:
    course = republished()
    author = author_of(course, client_of)
    body = {"version": 1, "note": "Back."}
    done = author.post(f"{BASE}/{course.id}/rollback", body, format="json")
    assert (done.status_code, done.json()["title"], done.json()["version"]) == (200, "First edition", 3)
    assert author.post(f"{BASE}/{course.id}/rollback", body, format="json").json()["version"] == 3
    newest = anybody.get(f"{BASE}/{course.id}/versions").json()["items"][0]
    assert (newest["version"], newest["restores"], newest["note"]) == (3, 1, "Back.")
    assert author.get(f"{BASE}/{course.id}/draft").json()["title"] == "Second edition"
    author.post(f"{BASE}/{course.id}/rollback", {"version": 1, "drafts": True}, format="json")
    assert author.get(f"{BASE}/{course.id}/draft").json()["title"] == "First edition"
    assert author.post(f"{BASE}/{course.id}/rollback", {"version": 9}, format="json").status_code == 404
    for client, status in ((anybody, 401), (client_of("learner"), 403), (client_of("author"), 403)):
        assert client.post(f"{BASE}/{course.id}/rollback", body, format="json").status_code == status
    assert Publication.objects.count() == 3


def test_schedules_are_made_listed_and_cancelled(client_of: ClientOf) -> None:
    course = republished()
    author = author_of(course, client_of)
    path = f"{BASE}/{course.id}/schedules"
    when = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    made = author.post(path, {"due_at": when.isoformat(), "note": "Monday"}, format="json")
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["due_at"], shown["state"], shown["is_outdated"], shown["problems"]) == (
        when.isoformat().replace("+00:00", "Z"),
        "pending",
        False,
        {},
    )
    edit_course(course_id=course.id, changes={"title": "Third edition"}, editor_id=None)
    assert author.get(path).json()["items"][0]["is_outdated"] is True
    one = author.get(made["Location"])
    assert (one.status_code, one.json()["id"]) == (200, shown["id"])
    assert author.delete(made["Location"]).json()["state"] == "cancelled"
    past = {"due_at": "2020-01-01T00:00:00Z"}
    refused = author.post(path, past, format="json").json()
    assert (refused["status"], refused["errors"][0]["pointer"]) == (422, "/due_at")
    assert author.get(f"{path}/{uuid7()}").status_code == 404
    for client in (client_of("learner"), client_of("author")):
        assert client.get(path).status_code == 403
        assert client.post(path, {"due_at": when.isoformat()}, format="json").status_code == 403
    assert Schedule.objects.count() == 1


def test_times_of_other_zones_are_shown_in_utc(client_of: ClientOf) -> None:
    course = republished()
    when = (datetime.now(UTC) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    body = {"due_at": when.replace(tzinfo=None).isoformat() + "+05:30"}
    made = author_of(course, client_of).post(f"{BASE}/{course.id}/schedules", body, format="json").json()
    assert made["due_at"] == (when - timedelta(hours=5, minutes=30)).isoformat().replace("+00:00", "Z")


def test_a_failure_is_told(client_of: ClientOf) -> None:
    course = republished()
    author = author_of(course, client_of)
    code = exercises_of(lessons_of(course)[0])[0]
    edit_exercise(exercise_id=code.id, changes={"test_files": {"a_test.go": "new"}}, editor_id=None)
    body = {"due_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    made = author.post(f"{BASE}/{course.id}/schedules", body, format="json").json()
    assert made["problems"] == {"/exercises/greet": "Not run yet; try again soon."}
    Schedule.objects.update(due_at=datetime.now(UTC))
    due.publish_scheduled(course_id=course.id)
    (told,) = author.get(f"{BASE}/{course.id}/schedules").json()["items"]
    assert (told["state"], told["publication"], told["reasons"]) == ("failed", None, made["problems"])


def test_a_preview_link_opens_the_draft_for_whoever_has_it(anybody: APIClient, client_of: ClientOf) -> None:
    course = make_course(title="Private draft")
    make_lesson(course=course, title="Strings")
    author = author_of(course, client_of)
    path = f"{BASE}/{course.id}/preview-links"
    made = author.post(path, {"label": "Ada"}, format="json")
    assert made.status_code == 201, made.content
    address = made.json()["url"]
    page = anybody.get("/preview/" + address.rpartition("/")[2])
    assert (page.status_code, b"Private draft" in page.content, b"Strings" in page.content) == (200, True, True)
    read = anybody.get(f"{BASE}/previews/{address.rpartition('/')[2]}")
    assert (read.status_code, read.json()["title"]) == (200, "Private draft")
    for answer in (page, read):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "script-src" not in page["Content-Security-Policy"]
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    (listed,) = author.get(path).json()["items"]
    assert (listed["openings"], listed["label"], listed["url"]) == (2, "Ada", address)
    assert author.delete(f"{path}/{listed['id']}").json()["revoked_at"] is not None
    assert anybody.get(f"{BASE}/previews/{address.rpartition('/')[2]}").status_code == 404
    gone = anybody.get("/preview/" + address.rpartition("/")[2])
    assert (gone.status_code, b"Private draft" in gone.content, gone["Cache-Control"]) == (404, False, "no-store")
    for client, status in ((client_of("learner"), 403), (client_of("author"), 404)):
        assert client.get(path).status_code == status
        assert client.post(path, {}, format="json").status_code == status


def test_reads_as_of_a_time(anybody: APIClient, client_of: ClientOf) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(begin):
        course = make_published(title="January", lessons=2)
    first, second = lessons_of(course)
    code = exercises_of(first)[0]
    with time_machine.travel(begin + timedelta(days=31)):
        edit_course(course_id=course.id, changes={"title": "February"}, editor_id=None)
        edit_lesson(lesson_id=first.id, changes={"body": "Of February."}, editor_id=None)
        edit_exercise(exercise_id=code.id, changes={"instructions": "Of February."}, editor_id=None)
        delete_lesson(lesson_id=second.id)
        publish_course(course_id=course.id, publisher_id=None)

    def at(path: str, when: str) -> Any:
        return anybody.get(f"/api/v1/{path}?as_of={quote(when)}")

    january, february = "2026-01-15T00:00:00Z", "2026-02-15T00:00:00+00:00"
    old, new = at(f"courses/{course.slug}", january).json(), at(f"courses/{course.id}", february).json()
    assert [(one["title"], one["version"], one["lesson_count"]) for one in (old, new)] == [
        ("January", 1, 2),
        ("February", 2, 1),
    ]
    assert set(old) == set(anybody.get(f"{BASE}/{course.id}").json())
    lesson = at(f"lessons/{first.id}", january).json()
    assert (lesson["body"], lesson["next_id"]) == ("Some *text*.", str(second.id))
    assert at(f"lessons/{first.number}", february).json()["body"] == "Of February."
    assert set(lesson) >= set(anybody.get(f"/api/v1/lessons/{first.id}").json())
    assert at(f"lessons/{second.id}", january).status_code == 200
    assert at(f"lessons/{second.id}", february).status_code == 404
    exercise = at(f"exercises/{code.id}", january)
    assert (exercise.json()["instructions"], b"SECRET" in exercise.content) == ("Write *Hello*.", False)
    assert set(exercise.json()) >= set(anybody.get(f"/api/v1/exercises/{code.id}").json())
    assert at(f"exercises/{code.id}", february).json()["instructions"] == "Of February."
    for path, then in ((f"courses/{course.id}/lessons", 2), (f"courses/{course.id}/exercises", 4)):
        listed, live = at(path, january), anybody.get(f"/api/v1/{path}")
        assert (listed.json()["pagination"]["total_items"], b"SECRET" in listed.content) == (then, False)
        assert set(listed.json()["items"][0]) == set(live.json()["items"][0])
        assert at(path, february).json()["items"] == live.json()["items"]
    assert len(at(f"lessons/{second.id}/exercises", january).json()["items"]) == 2
    assert at(f"lessons/{second.id}/exercises", february).status_code == 404
    for path in (f"courses/{course.id}", f"lessons/{first.id}", f"exercises/{code.id}"):
        assert at(path, "2025-12-31T23:59:59Z").status_code == 404
        assert at(path, "yesterday").status_code == 422
    draft = author_of(course, client_of).get(f"{BASE}/{course.id}/draft?as_of={quote(january)}").json()
    assert (draft["title"], draft["version"]) == ("January", 1)
    then = author_of(course, client_of).get(f"/api/v1/lessons/{first.id}/draft?as_of={quote(january)}").json()
    assert then["body"] == "Some *text*."
    unpublished = make_course()
    for client in (anybody, author_of(unpublished, client_of)):
        assert client.get(f"{BASE}/{unpublished.id}?as_of={quote(february)}").status_code == 404


def test_the_time_line_of_everything(client_of: ClientOf, anybody: APIClient) -> None:
    course = republished()
    author = author_of(course, client_of)
    lesson = lessons_of(course)[0]
    delete_lesson(lesson_id=lesson.id)
    told = author.get(f"{BASE}/{course.id}/history?page_size=100").json()
    lines = [(one["subject"], one["action"], one["version"]) for one in told["items"]]
    assert lines == [
        ("lesson", "retired", 2),
        ("course", "published", 2),
        ("lesson", "edited", 2),
        ("course", "edited", 2),
        ("course", "published", 1),
        ("exercise", "created", 1),
        ("exercise", "created", 1),
        ("lesson", "created", 1),
        ("course", "created", 1),
    ]
    assert told["next"] is None
    assert told["items"][0]["subject_id"] == str(lesson.id)
    page = author.get(f"{BASE}/{course.id}/history?page_size=4").json()
    rest = author.get(f"{BASE}/{course.id}/history?page_size=100&cursor={quote(page['next'])}").json()
    assert page["items"] + rest["items"] == told["items"]
    for client, status in ((anybody, 401), (client_of("learner"), 403), (client_of("author"), 403)):
        assert client.get(f"{BASE}/{course.id}/history").status_code == status


def test_lists_cost_the_same_however_long_the_history_is(client_of: ClientOf, queries: Queries) -> None:
    course = republished()
    author = author_of(course, client_of)
    counts: dict[str, list[int]] = {"versions?cursor=": [], "history": [], "schedules": [], "preview-links": []}
    for _ in range(2):
        for name, found in counts.items():
            with queries() as made:
                assert author.get(f"{BASE}/{course.id}/{name}").status_code == 200
            found.append(len(made))
        for number in range(12):
            edit_course(course_id=course.id, changes={"title": f"Edition {number}"}, editor_id=None)
            publish_course(course_id=course.id, publisher_id=None)
    assert all(before == after <= 6 for before, after in counts.values())


def test_the_time_line_is_read_from_its_index() -> None:
    course, busy = make_published(), make_course()
    now = timezone.now()
    Edit.objects.bulk_create(
        Edit(course=each, action="edited", subject="course", subject_id=each.id, n=1, title="x", edited_at=now)
        for each, lines in ((course, 500), (busy, 10_000))
        for _ in range(lines)
    )
    with connections["courses"].cursor() as cursor:
        cursor.execute("ANALYZE courses_edit")
    plan = history.time_line(course_id=course.id)[:11].explain()
    assert ("courses_edit_line" in plan, "Sort" in plan) == (True, False)
