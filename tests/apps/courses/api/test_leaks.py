"""What isn't published can't be found, counted, suggested or told apart, on any path that everybody may read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.courses.models.choices import Readiness
from apps.courses.models.taxonomy import Category
from apps.courses.services.changes import CourseChanges
from apps.courses.services.content import LessonContent
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.lessons import create_lesson, edit_lesson
from apps.courses.services.popularity import count_enrollment
from apps.courses.services.publications import schedules
from apps.courses.services.publishing import publish_course
from gopro.api import pagination
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import lessons_of, make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")
API = "/api/v1"
WORD = "xylograph"  # which only what is hidden has
FILTERS = ("", "difficulty=advanced", "language=go", "category=shelf", "tag=xylograph", "skill=xylograph")


@pytest.fixture
def public(db: None) -> Any:
    """What everybody may see, and is asked for."""
    Category.objects.create(slug="shelf", name="Shelf")
    return make_published(title="Looms", categories=("shelf",), tags=("looms",), lessons=2)


def paths(course: Any, hidden: Any) -> Iterator[str]:
    words = (WORD, WORD[:5], WORD[:2], "xylogarph", f'"{WORD}"', f"looms or {WORD}", f"looms -{WORD}", "looms", "x")
    for q in words:
        for rest in (*FILTERS, "facets=1", "ordering=title", "cursor="):
            yield f"/courses?q={q}&{rest}".rstrip("&")
    for rest in (*FILTERS, "facets=1", "cursor=", "page=2", "ordering=updated"):
        yield f"/courses?facets=1&{rest}" if rest != "facets=1" else "/courses?facets=1"
    yield from ("/courses", "/courses/popular", "/curriculum", "/categories", "/tags")
    for key in (course.id, course.slug):
        yield from (f"/courses/{key}{rest}" for rest in ("", "/lessons", "/exercises", "/versions"))
    yield from (f"/courses?author={hidden.author_id}&facets=1", f"/courses?author={hidden.author_id}&q=looms")


def seen(client: APIClient, path: str) -> tuple[int, str, str]:
    """Everything that an answer tells: its status, its tag, its body."""
    response = client.get(f"{API}{path.replace(' ', '+')}")
    return response.status_code, response.headers.get("ETag", ""), response.content.decode()


def draft(author: Any = None) -> Any:
    course = make_course(title=f"Looms {WORD}", tags=(WORD,), categories=("shelf",), difficulty="advanced")
    lesson = make_lesson(course=course, title=WORD, body=WORD, concepts=(WORD,))
    make_quiz(lesson=lesson, title=WORD)
    return course


def edited(course: Any) -> None:
    """The draft of what is published says more."""
    changes: CourseChanges = {"title": f"Looms {WORD}", "summary": WORD, "tags": (WORD,), "difficulty": "advanced"}
    edit_course(course_id=course.id, changes=changes, editor_id=None)
    first = lessons_of(course)[0]
    edit_lesson(lesson_id=first.id, changes={"title": WORD, "concepts": (WORD,)}, editor_id=None)
    create_lesson(course_id=course.id, content=LessonContent(title=WORD), editor_id=None)


def held_back(course: Any) -> None:
    """A lesson that isn't ready is no part of the next publication."""
    lesson = create_lesson(course_id=course.id, content=LessonContent(title=WORD, concepts=(WORD,)), editor_id=None)
    edit_lesson(lesson_id=lesson.id, changes={}, readiness=Readiness.HELD, editor_id=None)


def test_nothing_tells_that_a_draft_is_there(public: Any, client_of: ClientOf) -> None:
    hidden = draft()
    for client in (APIClient(), client_of("learner"), client_of("author")):
        for path in paths(public, hidden):
            status, _, body = seen(client, path)
            assert status in {200, 422}, path
            assert WORD not in _without_echo(body), path


def test_every_answer_is_to_the_letter_what_it_was_before_the_draft(public: Any) -> None:
    client, other = APIClient(), make_course()
    before = {path: seen(client, path) for path in paths(public, other)}
    hidden = draft()
    edited(public)
    held_back(public)
    count_enrollment(course_id=hidden.id, at=timezone.now())
    after = {path: seen(client, path) for path in paths(public, other)}
    assert {path for path in before if before[path] != after[path]} == set()


def test_what_is_retired_is_gone_from_lists_counts_and_suggestions(public: Any) -> None:
    client, other = APIClient(), make_course()
    before = {path: seen(client, path) for path in paths(public, other)}
    course = draft()
    publish_course(course_id=course.id, publisher_id=None)
    count_enrollment(course_id=course.id, at=timezone.now())
    assert WORD in seen(client, f"/courses?q={WORD}")[2]
    assert WORD in seen(client, "/courses/popular")[2]
    retire_course(course_id=course.id)
    after = {path: seen(client, path) for path in paths(public, other)}
    assert {path for path in before if before[path] != after[path]} == set()


def test_a_lesson_held_back_is_not_found_by_the_next_publication(public: Any) -> None:
    held_back(public)
    edit_course(course_id=public.id, changes={"summary": "Anew."}, editor_id=None)
    publish_course(course_id=public.id, publisher_id=None)
    for path in paths(public, public):
        assert WORD not in _without_echo(seen(APIClient(), path)[2]), path


def test_the_total_is_of_what_is_published(public: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is an estimate, which is made of the same rows."""
    for _ in range(3):
        draft()
    monkeypatch.setattr(pagination, "EXACT_COUNT", 0)
    for path in ("/courses?page_size=1", "/courses?q=looms&page_size=1"):
        assert APIClient().get(f"{API}{path}").json()["pagination"]["total_items"] == 1


def _without_echo(body: str) -> str:
    """A refusal may say what was asked for."""
    return "" if '"code":"invalid' in body else body


def test_a_course_that_is_to_appear_is_not_there_before(public: Any) -> None:
    course = draft()
    tomorrow = timezone.now() + timedelta(days=1)
    schedules.schedule_publication(course_id=course.id, due_at=tomorrow, scheduler_id=None)
    for path in paths(public, course):
        assert WORD not in _without_echo(seen(APIClient(), path)[2]), path
