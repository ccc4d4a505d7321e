"""Sections, authors, skills, categories, bulk changes and edit conflicts over HTTP."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course, Lesson
from apps.courses.models.structure import CoAuthor, Section
from apps.courses.services.authors import add_author
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from gopro.preconditions import version_tag
from tests.apps.courses.conftest import ClientOf, Queries
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
    make_section,
)

pytestmark = pytest.mark.usefixtures("db")
API = "/api/v1"


def test_from_a_section_to_what_learners_see(client_of: ClientOf, anybody: APIClient) -> None:
    author_id = uuid7()
    course = make_course(title="Go", author_id=author_id)
    author = client_of("author", user_id=author_id)
    made = author.post(f"{API}/sections", {"course_id": str(course.id), "title": "Basics", "summary": "First."})
    section = made.json()
    assert (made.status_code, made["Location"]) == (201, f"{API}/sections/{section['id']}")
    assert (section["readiness"], section["version"], section["lessons"]) == ("ready", 1, [])
    lesson = author.post(
        f"{API}/lessons", {"course_id": str(course.id), "title": "One", "section_id": section["id"]}
    ).json()
    assert lesson["section_id"] == section["id"]
    assert anybody.get(f"{API}/sections/{section['id']}").status_code == 404
    assert author.get(f"{API}/sections/{section['id']}").json()["lessons"] == [lesson["id"]]
    assert author.post(f"{API}/courses/go/publish").status_code == 200
    shown = anybody.get(f"{API}/courses/go/sections").json()["items"]
    assert shown == [
        {
            "id": section["id"],
            "slug": "basics",
            "course_id": str(course.id),
            "title": "Basics",
            "summary": "First.",
            "lessons": [lesson["id"]],
            "position": 1,
            "status": "published",
        }
    ]
    assert anybody.get(f"{API}/sections/{section['id']}").json() == shown[0]
    [listed] = anybody.get(f"{API}/courses/go/lessons").json()["items"]
    assert (listed["section_id"], listed["section_title"]) == (section["id"], "Basics")
    [outlined] = anybody.get(f"{API}/curriculum").json()["items"][0]["lessons"]
    assert outlined["section_title"] == "Basics"


def test_a_draft_of_a_section_is_for_who_edits(client_of: ClientOf, anybody: APIClient) -> None:
    author_id = uuid7()
    course = make_course(author_id=author_id)
    section, author = make_section(course=course), client_of("author", user_id=author_id)
    make_lesson(course=course, section=section)
    publish_course(course_id=course.id, publisher_id=None)
    path = f"{API}/sections/{section.id}"
    assert author.patch(path, {"title": "SECRET", "readiness": "held"}).json()["readiness"] == "held"
    for client in (anybody, client_of("learner"), client_of("author")):
        assert "SECRET" not in client.get(path).content.decode()
        assert "SECRET" not in client.get(f"{API}/courses/{course.slug}/sections").content.decode()
        assert client.get(f"{path}/draft").status_code in {401, 403}
        assert client.get(f"{API}/courses/{course.slug}/draft/sections").status_code in {401, 403}
        assert client.patch(path, {"title": "Mine"}).status_code in {401, 403}
        assert client.delete(path).status_code in {401, 403}
    assert author.get(f"{API}/courses/{course.slug}/draft/sections").json()["items"][0]["title"] == "SECRET"
    assert author.get(f"{path}/draft").json()["title"] == "SECRET"
    assert author.delete(path).status_code == 204
    assert Section.objects.get().readiness == "retired"


def test_sections_lessons_and_exercises_are_ordered_in_one_call(client_of: ClientOf) -> None:
    course = make_course()
    one, two = make_section(course=course), make_section(course=course)
    a, b = make_lesson(course=course), make_lesson(course=course)
    quiz = make_quiz(lesson=a)
    editor, path = client_of("editor"), f"{API}/courses/{course.id}/reorder"
    order: dict[str, Any] = {
        "sections": [{"id": str(two.id), "lessons": [str(b.id)]}, {"id": str(one.id)}],
        "lessons": [str(b.id), str(a.id)],
        "exercises": {str(a.id): [], str(b.id): [str(quiz.id)]},
    }
    assert editor.post(path, order).status_code == 200
    items = editor.get(f"{API}/courses/{course.id}/draft/sections").json()["items"]
    assert [(item["id"], item["lessons"]) for item in items] == [(str(two.id), [str(b.id)]), (str(one.id), [])]
    refused = editor.post(path, {"lessons": [str(a.id)]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lessons")
    order["sections"][1]["lessons"] = "nonsense"
    assert editor.post(path, order).status_code == 422


def test_the_second_to_save_gets_both_sides(client_of: ClientOf) -> None:
    course = make_published(title="Go")
    lesson, editor = lessons_of(course)[0], client_of("editor")
    path = f"{API}/lessons/{lesson.id}"
    seen = editor.get(f"{path}/draft")["ETag"]
    assert editor.patch(path, {"title": "Theirs"}, headers={"If-Match": seen}).status_code == 200
    late = editor.patch(path, {"title": "Yours", "summary": ""}, headers={"If-Match": seen})
    told = late.json()
    assert (late.status_code, told["code"], told["differing"]) == (412, "precondition_failed", ["title"])
    assert (told["theirs"]["title"], told["theirs"]["version"], told["base"]["title"]) == (
        "Theirs",
        2,
        lesson.draft_version.title,
    )
    assert told["yours"] == {"title": "Yours", "summary": ""}
    assert told["if_match"] == f'"{version_tag(2)}"'
    again = editor.patch(path, {"title": "Yours"}, headers={"If-Match": told["if_match"]})
    assert (again.status_code, again.json()["title"]) == (200, "Yours")
    for path in (f"{API}/courses/go", f"{API}/exercises/{exercises_of(lesson)[0].pk}"):
        assert editor.patch(path, {"title": "x"}, headers={"If-Match": '"nope"'}).json()["differing"] == ["title"]
        assert editor.delete(path, headers={"If-Match": '"nope"'}).status_code == 412


def test_authors_are_shown_named_and_taken_off(client_of: ClientOf, anybody: APIClient) -> None:
    lead_id, user_id = uuid7(), uuid7()
    course = make_published(title="Go", author_id=lead_id)
    lead, path = client_of("author", user_id=lead_id), f"{API}/courses/go/authors"
    made = lead.post(path, {"user_id": str(user_id)})
    assert made.json() == {
        "items": [{"user_id": str(lead_id), "role": "lead"}, {"user_id": str(user_id), "role": "co_author"}]
    }
    assert anybody.get(path).json() == made.json()
    assert anybody.get(f"{API}/courses/go").json()["co_author_ids"] == [str(user_id)]
    assert [row["slug"] for row in anybody.get(f"{API}/courses?author={user_id}").json()["items"]] == ["go"]
    co_author, stranger = client_of("author", user_id=user_id), client_of("author")
    assert co_author.patch(f"{API}/courses/go", {"summary": "Ours"}).status_code == 200
    assert [row["slug"] for row in co_author.get(f"{API}/courses/drafts").json()["items"]] == ["go"]
    assert co_author.patch(f"{API}/lessons/{lessons_of(course)[0].id}", {"title": "Ours"}).status_code == 200
    assert co_author.post(f"{API}/courses/go/publish").status_code == 200
    for client, method, target, body in (
        (co_author, "post", path, {"user_id": str(uuid7())}),
        (co_author, "delete", f"{path}/{lead_id}", None),
        (co_author, "delete", f"{API}/courses/go", None),
        (stranger, "post", path, {"user_id": str(uuid7())}),
        (stranger, "delete", f"{path}/{user_id}", None),
        (client_of("learner", user_id=user_id), "patch", f"{API}/courses/go", {"summary": "Mine"}),
    ):
        assert getattr(client, method)(target, body).status_code == 403, target
    assert co_author.delete(f"{path}/{user_id}").status_code == 204
    assert co_author.patch(f"{API}/courses/go", {"summary": "Mine"}).status_code == 403
    assert lead.delete(f"{path}/{user_id}").status_code == 404
    assert lead.delete(f"{path}/{lead_id}").json()["code"] == "lead_stays"
    assert lead.post(path, {"user_id": str(user_id), "role": "lead"}).json()["items"][0]["user_id"] == str(user_id)
    assert (lead.post(path, {"user_id": str(lead_id)}).status_code, CoAuthor.objects.count()) == (403, 0)


def test_many_are_changed_at_once_or_rehearsed(client_of: ClientOf) -> None:
    course = make_course()
    lesson, editor = make_lesson(course=course), client_of("editor")
    path, body = f"{API}/courses/{course.id}/bulk", {"action": "hold", "lessons": [str(lesson.id)]}
    expected = [
        {"kind": "lesson", "id": str(lesson.id), "slug": lesson.slug, "changes": {"readiness": ["ready", "held"]}}
    ]
    assert editor.post(f"{path}?dry_run=1", body).json() == {"is_dry_run": True, "outcomes": expected}
    assert Lesson.objects.get().readiness == "ready"
    assert editor.post(path, body).json() == {"is_dry_run": False, "outcomes": expected}
    assert Lesson.objects.get().readiness == "held"
    refused = editor.post(path, {**body, "lessons": [str(lesson.id), str(uuid7())]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lessons/1")
    assert editor.post(path, {"action": "explode"}).status_code == 422
    assert client_of("author").post(path, body).status_code == 404


def test_what_to_do_before_is_shown(client_of: ClientOf, anybody: APIClient) -> None:
    first, second = make_published(title="First"), make_published(title="Second")
    draft = make_course(title="Draft", author_id=second.author_id)
    editor = client_of("editor")
    ids = [str(first.id), str(draft.id)]
    assert editor.patch(f"{API}/courses/second", {"requires": ids}).json()["requires"] == ids
    circle = editor.patch(f"{API}/courses/first", {"requires": [str(second.id)]})
    assert (circle.status_code, circle.json()["code"]) == (409, "circle")
    assert circle.json()["detail"] == "This would lead in a circle: First → Second → First."
    editor.post(f"{API}/courses/second/publish")
    assert anybody.get(f"{API}/courses/second").json()["requires"] == [str(first.id)]
    path = {"courses": [{"id": str(first.id), "slug": "first", "title": "First"}], "skills": []}
    assert anybody.get(f"{API}/courses/second/path").json() == path
    lesson, quiz = lessons_of(second)[0], lessons_of(second)[0].exercises.order_by("position")
    answer = editor.patch(f"{API}/exercises/{quiz[1].id}", {"requires": [str(quiz[0].id)]})
    assert answer.json()["requires"] == [str(quiz[0].id)]
    assert editor.patch(f"{API}/lessons/{lesson.id}", {"requires": [str(lesson.id)]}).status_code == 409


def test_skills_and_categories_are_kept_by_editors(client_of: ClientOf, anybody: APIClient) -> None:
    editor = client_of("editor")
    assert editor.post(f"{API}/skills", {"name": "Loops"})["Location"] == f"{API}/skills/loops"
    made = editor.post(f"{API}/skills", {"name": "Sorting", "requires": ["loops"], "summary": "In order."})
    assert made.json()["path"][0]["slug"] == "loops"
    assert anybody.get(f"{API}/skills/sorting").json() == made.json()
    assert [row["requires"] for row in anybody.get(f"{API}/skills").json()["items"]] == [[], ["loops"]]
    assert editor.patch(f"{API}/skills/loops", {"parts": ["sorting"]}).json()["code"] == "circle"
    assert editor.delete(f"{API}/skills/loops").status_code == 204
    assert editor.post(f"{API}/categories", {"name": "Web"}).json()["path"] == "web"
    assert editor.post(f"{API}/categories", {"name": "CSS", "parent": "web"}).json()["path"] == "web/css"
    assert anybody.get(f"{API}/categories/tree").json()["items"][0]["children"][0]["slug"] == "css"
    assert editor.patch(f"{API}/categories/web", {"parent": "css"}).json()["code"] == "circle"
    assert editor.patch(f"{API}/categories/css", {"name": "Styles"}).json()["parent"] == "web"
    for path in ("categories/css", "skills/sorting"):
        seen = editor.get(f"{API}/{path}")["ETag"]
        assert editor.patch(f"{API}/{path}", {"name": "x"}, headers={"If-Match": seen}).status_code == 200
        assert editor.patch(f"{API}/{path}", {"name": "y"}, headers={"If-Match": seen}).status_code == 412
        assert editor.delete(f"{API}/{path}", headers={"If-Match": seen}).status_code == 412
    assert editor.patch(f"{API}/categories/css", {"parent": None}).json()["path"] == "css"
    assert editor.delete(f"{API}/categories/css").status_code == 204
    assert anybody.get(f"{API}/categories/css").status_code == 404
    writes: tuple[tuple[str, str, dict[str, str] | None], ...] = (
        ("post", "skills", {"name": "x"}),
        ("patch", "skills/sorting", {"name": "x"}),
        ("delete", "skills/sorting", None),
        ("post", "categories", {"name": "x"}),
        ("patch", "categories/web", {"name": "x"}),
        ("delete", "categories/web", None),
    )
    for client, status in ((anybody, 401), (client_of("author"), 403), (client_of("learner"), 403)):
        for method, path, sent in writes:
            assert getattr(client, method)(f"{API}/{path}", sent).status_code == status, path


def test_lists_take_few_queries_however_long(anybody: APIClient, queries: Queries) -> None:
    counts: dict[str, int] = {}
    for size in (1, 4):
        course = make_course(title=f"Course {size}")
        for _ in range(size):
            lesson = make_lesson(course=course, section=make_section(course=course))
            make_quiz(lesson=lesson)
        add_author(course_id=course.id, user_id=uuid7())
        publish_course(course_id=course.id, publisher_id=None)
        for path in ("", "/sections", "/lessons", "/authors", "/path"):
            with queries() as made:
                assert anybody.get(f"{API}/courses/{course.slug}{path}").status_code == 200
            assert counts.setdefault(path, len(made)) == len(made), path
            assert len(made) < 8
    assert Course.objects.count() == 2
