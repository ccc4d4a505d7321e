"""The catalogue as everybody reads it over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course
from apps.courses.models.taxonomy import Category
from apps.courses.services.content import LessonContent
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import create_lesson, edit_lesson
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from tests.apps.courses.conftest import ClientOf, Queries
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_code,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
)

pytestmark = pytest.mark.usefixtures("db")
API = "/api/v1"
SECRETS = ("SECRET", "TestSecretName", "expected", "solution", "test_files", "answers", "tolerance", "explanation")


def get(client: APIClient, path: str, **query: Any) -> Any:
    response = client.get(f"{API}{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_a_course_in_the_catalogue(anybody: APIClient) -> None:
    course = make_published(title="Go", summary="Small.", tags=("quick",), lessons=2)
    entry = course.entry
    assert get(anybody, "/courses") == {
        "items": [
            {
                "id": str(course.id),
                "slug": "go",
                "title": "Go",
                "summary": "Small.",
                "language": "go",
                "difficulty": "beginner",
                "categories": [],
                "tags": ["quick"],
                "author_id": str(course.author_id),
                "version": 1,
                "lesson_count": 2,
                "exercise_count": 4,
                "duration_minutes": 20,
                "published_at": entry.published_at.isoformat().replace("+00:00", "Z"),
                "updated_at": entry.updated_at.isoformat().replace("+00:00", "Z"),
            }
        ],
        "pagination": {
            "page": 1,
            "page_size": 10,
            "total_items": 1,
            "total_pages": 1,
            "total_is_estimate": False,
            "has_next": False,
            "has_prev": False,
        },
    }


def test_search_forgives_typing_errors(anybody: APIClient) -> None:
    make_published(title="Concurrency with goroutines")
    make_published(title="Baking bread", summary="Flour, and a word about concurrency.")
    make_published(title="Knitting")
    assert titles(get(anybody, "/courses", q="concurrency")) == ["Concurrency with goroutines", "Baking bread"]
    assert titles(get(anybody, "/courses", q="gorutines")) == ["Concurrency with goroutines"]
    assert titles(get(anybody, "/courses", q="kniting")) == ["Knitting"]
    assert titles(get(anybody, "/courses", q="zzzzqqqq")) == []
    for odd in ("'", '"', "a & | !", "\\", "%", "a:*", "()", "🙂", " x ", "-"):
        get(anybody, "/courses", q=odd)


def test_search_reads_lessons_and_exercises_too(anybody: APIClient) -> None:
    course = make_course(title="Go")
    make_code(lesson=make_lesson(course=course, title="Interfaces"), title="Parrot squawks")
    publish_course(course_id=course.id, publisher_id=None)
    assert titles(get(anybody, "/courses", q="interface")) == ["Go"]
    assert titles(get(anybody, "/courses", q="parrots")) == ["Go"]


def test_filters_and_orders(anybody: APIClient) -> None:
    Category.objects.create(slug="web", name="Web")
    author = uuid7()
    make_published(title="B", tags=("x",), categories=("web",), author_id=author)
    make_published(title="A", difficulty="advanced")
    assert titles(get(anybody, "/courses")) == ["A", "B"]
    assert titles(get(anybody, "/courses", ordering="oldest")) == ["B", "A"]
    assert titles(get(anybody, "/courses", ordering="title")) == ["A", "B"]
    for query in ({"tag": "x"}, {"category": "web"}, {"author": str(author)}, {"difficulty": "beginner"}):
        assert titles(get(anybody, "/courses", **query)) == ["B"]
    assert titles(get(anybody, "/courses", language="rust")) == []


@pytest.mark.parametrize(
    "query", ["ordering=best", "difficulty=odd", "author=me", "odd=1", "page=0", "fields=odd", "q="]
)
def test_unknown_parameters_are_refused(anybody: APIClient, query: str) -> None:
    response = anybody.get(f"{API}/courses?{query}")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("query", [{}, {"q": "Course"}, {"ordering": "title"}])
def test_cursors_reach_every_course_once(anybody: APIClient, query: dict[str, str]) -> None:
    made = {str(make_published().id) for _ in range(5)}
    seen, cursor = [], ""
    while cursor is not None:
        answer = get(anybody, "/courses", cursor=cursor, page_size=2, **query)
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert (sorted(seen), len(seen)) == (sorted(made), 5)


def test_a_course_by_id_and_by_slug(anybody: APIClient) -> None:
    course = make_published(title="Go", description="*Hi*")
    answer = get(anybody, "/courses/go")
    assert answer == get(anybody, f"/courses/{course.id}")
    assert (answer["status"], answer["description_html"], answer["version"]) == ("published", "<p><em>Hi</em></p>\n", 1)
    assert get(anybody, "/courses/go", fields="id,title") == {"id": str(course.id), "title": "Go"}
    tag = anybody.get(f"{API}/courses/go")["ETag"]
    assert anybody.get(f"{API}/courses/go", headers={"If-None-Match": tag}).status_code == 304


def test_lessons_in_order_and_one_by_one(anybody: APIClient) -> None:
    course = make_published(lessons=3)
    first, second, third = lessons_of(course)
    items = get(anybody, f"/courses/{course.slug}/lessons")["items"]
    assert [item["id"] for item in items] == [str(lesson.id) for lesson in (first, second, third)]
    assert [item["position"] for item in items] == [1, 2, 3]
    lesson = get(anybody, f"/lessons/{second.number}")
    assert lesson == get(anybody, f"/lessons/{second.id}")
    assert (lesson["previous_id"], lesson["next_id"]) == (str(first.id), str(third.id))
    assert (lesson["body_html"], lesson["exercise_count"]) == ("<p>Some <em>text</em>.</p>\n", 2)
    assert get(anybody, f"/lessons/{first.id}")["previous_id"] is None


def test_an_exercise_shows_what_to_do_and_nothing_that_is_hidden(anybody: APIClient) -> None:
    course = make_published()
    code, quiz = exercises_of(lessons_of(course)[0])
    shown = get(anybody, f"/exercises/{code.id}")
    assert shown["files"] == {"greet.go": "package greet // STUB"}
    assert shown["instructions_html"] == "<p>Write <em>Hello</em>.</p>\n"
    assert shown["hints"] == [{"task": 0, "text": "Think.", "html": "<p>Think.</p>\n"}]
    assert shown["version_id"] == str(code.draft_version_id)
    questions = get(anybody, f"/exercises/{quiz.id}")["questions"]
    assert questions[1] == {
        "key": "pick",
        "kind": "single",
        "prompt": "Which?",
        "choices": ["This", "That"],
        "matches": [],
        "matches_html": [],
        "prompt_html": "<p>Which?</p>\n",
        "choices_html": ["<p>This</p>\n", "<p>That</p>\n"],
    }


def test_nothing_hidden_is_in_any_answer(anybody: APIClient, client_of: ClientOf) -> None:
    course = make_published(lessons=2)
    for client in (anybody, client_of("learner"), client_of("author")):
        for path in public_paths(course):
            body = client.get(f"{API}{path}").content.decode()
            assert [secret for secret in SECRETS if secret in body] == [], path


def public_paths(course: Course) -> Iterator[str]:
    yield from ("/courses", "/courses?q=course", "/curriculum", "/tags", "/categories")
    yield from (f"/courses/{course.id}{rest}" for rest in ("", "/lessons", "/exercises", "/versions"))
    for lesson in lessons_of(course):
        yield from (f"/lessons/{lesson.id}", f"/lessons/{lesson.id}/exercises")
        yield from (f"/exercises/{exercise.id}" for exercise in exercises_of(lesson))


def test_drafts_never_leak(anybody: APIClient, client_of: ClientOf) -> None:
    unpublished = make_course(title="LEAK", description="LEAK", tags=("leak",))
    hidden = make_lesson(course=unpublished, title="LEAK")
    secret = make_quiz(lesson=hidden, title="LEAK")
    course = make_published(lessons=1)
    lesson = lessons_of(course)[0]
    changed = exercises_of(lesson)[1]
    edit_course(course_id=course.id, changes={"title": "LEAK", "summary": "LEAK", "tags": ("leak",)}, editor_id=None)
    edit_lesson(lesson_id=lesson.id, changes={"title": "LEAK", "body": "LEAK"}, editor_id=None)
    edit_exercise(exercise_id=changed.id, changes={"title": "LEAK", "blurb": "LEAK"}, editor_id=None)
    added = create_lesson(course_id=course.id, content=LessonContent(title="LEAK"), editor_id=None)
    new = make_quiz(lesson=added, title="LEAK")
    for client in (anybody, client_of("learner"), client_of("author")):
        for path in (*public_paths(course), "/courses?q=leak", "/courses?tag=leak", "/courses/drafts"):
            assert "leak" not in client.get(f"{API}{path}").content.decode().lower().replace(path, ""), path
        for path in (
            f"/courses/{unpublished.id}",
            "/courses/leak",
            f"/courses/{unpublished.id}/lessons",
            f"/courses/{unpublished.id}/exercises",
            f"/courses/{unpublished.id}/versions",
            f"/lessons/{hidden.id}",
            f"/lessons/{hidden.number}/exercises",
            f"/lessons/{added.id}",
            f"/exercises/{secret.id}",
            f"/exercises/{new.id}",
        ):
            assert client.get(f"{API}{path}").status_code == 404, path


def test_a_retired_course_leaves_the_catalogue_and_still_reads(anybody: APIClient) -> None:
    course = make_published()
    retire_course(course_id=course.id)
    assert get(anybody, "/courses")["items"] == []
    answer = get(anybody, f"/courses/{course.id}")
    assert (answer["status"], answer["version"]) == ("retired", None)
    assert len(get(anybody, f"/courses/{course.id}/lessons")["items"]) == 1


def test_shelves_count_published_courses(anybody: APIClient) -> None:
    parent = Category.objects.create(slug="it", name="IT")
    Category.objects.create(slug="web", name="Web", parent=parent, position=1)
    make_published(categories=("web",), tags=("x",))
    make_course(categories=("web",), tags=("y",))
    shelves = get(anybody, "/categories")["items"]
    assert [(one["slug"], one["parent"], one["course_count"]) for one in shelves] == [("it", None, 0), ("web", "it", 1)]
    assert [(one["slug"], one["course_count"]) for one in get(anybody, "/tags")["items"]] == [("x", 1)]


def test_the_curriculum_is_courses_with_lessons(anybody: APIClient) -> None:
    first, second = make_published(lessons=2), make_published(lessons=1)
    items = get(anybody, "/curriculum")["items"]
    assert [item["id"] for item in items] == [str(first.id), str(second.id)]
    assert [lesson["number"] for lesson in items[0]["lessons"]] == [lesson.number for lesson in lessons_of(first)]


def test_versions_are_the_publications(anybody: APIClient) -> None:
    course = make_published(title="One")
    edit_course(course_id=course.id, changes={"title": "Two"}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    items = get(anybody, f"/courses/{course.id}/versions")["items"]
    assert [(item["version"], item["title"]) for item in items] == [(2, "Two"), (1, "One")]


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/courses", 1),
        ("/courses?q=course", 6),
        ("/courses/{course}", 2),
        ("/courses/{course}/lessons", 2),
        ("/courses/{course}/exercises", 2),
        ("/lessons/{lesson}", 1),
        ("/lessons/{lesson}/exercises", 2),
        ("/exercises/{exercise}", 1),
        ("/curriculum", 2),
        ("/categories", 1),
        ("/tags", 1),
    ],
)
def test_reads_cost_few_queries_whatever_their_size(anybody: APIClient, queries: Queries, path: str, most: int) -> None:
    for lessons in (1, 4):
        course = make_published(lessons=lessons)
        lesson = lessons_of(course)[0]
        place = path.format(course=course.id, lesson=lesson.id, exercise=exercises_of(lesson)[0].id)
        with queries() as made:
            assert anybody.get(f"{API}{place}").status_code == 200
        assert len(made) == most, [one["sql"] for one in made]


@pytest.mark.parametrize("path", ["/courses/nope", "/lessons/nope", "/lessons/99999999999999", "/exercises/nope"])
def test_what_isnt_there_is_a_404(anybody: APIClient, path: str) -> None:
    response = anybody.get(f"{API}{path}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
