"""The staff's pages of publications: read, compared, shown again, scheduled, shared."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.courses.models.content import Course
from apps.courses.models.previews import PreviewLink
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.services.courses import edit_course
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.apps.courses.factories import CHOICE, QUESTION, exercises_of, lessons_of, make_course, make_published

pytestmark = pytest.mark.usefixtures("db")
type Browser = Callable[..., Client]


@pytest.fixture
def browser() -> Browser:
    def make(*roles: str, user_id: UUID | None = None) -> Client:
        client = Client()
        client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles)
        return client

    return make


def page(name: str, course: Course) -> str:
    return reverse(f"courses_admin:courses_course_{name}", args=[course.pk])


def edited() -> Course:
    """Published twice, and a draft with other words, another order of questions and a tag more."""
    course = make_published(title="First edition", lessons=2)
    edit_course(course_id=course.id, changes={"title": "Second edition"}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=course.author_id, note="Better words.")
    first = lessons_of(course)[0]
    edit_lesson(lesson_id=first.id, changes={"body": "Some other <b>text</b>."}, editor_id=None)
    quiz = exercises_of(first)[1]
    edit_exercise(exercise_id=quiz.id, changes={"questions": ({**QUESTION, "answers": ["3"]}, CHOICE)}, editor_id=None)
    return course


def shown(client: Client, name: str, course: Course, query: str = "") -> str:
    answer = client.get(page(name, course) + query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_every_page_opens_also_for_what_was_never_published(browser: Browser) -> None:
    editor = browser("editor")
    for course in (edited(), make_course()):
        for name in ("versions", "publication", "diff", "timeline", "links", "schedules"):
            shown(editor, name, course)


def test_differences_are_shown_with_words_and_answers(browser: Browser) -> None:
    course = edited()
    html = shown(browser("editor"), "diff", course)
    assert "<mark>other &lt;b&gt;</mark>" in html
    assert '<div class="line gone" data-sign="-"' in html
    assert '<del class="value">2</del>' in html
    assert '<ins class="value">3</ins>' in html
    assert "Nothing differs" in shown(browser("editor"), "diff", course, "?from=1&to=1")
    assert browser("editor").get(page("diff", course) + "?from=9").status_code == 404
    assert browser("editor").get(page("publication", course) + "?n=x").status_code == 404


def test_a_publication_reads_as_it_was(browser: Browser) -> None:
    html = shown(browser("editor"), "publication", edited(), "?n=1")
    assert ("First edition" in html, "Second edition" in html, "SECRET" in html) == (True, False, False)


def test_rolls_back_from_the_list(browser: Browser) -> None:
    course, editor = edited(), browser("editor")
    assert "Better words." in shown(editor, "versions", course)
    assert (
        editor.post(page("versions", course), {"version": "1", "note": "Back.", "choice": "credit"}).status_code == 302
    )
    last = Publication.objects.filter(course=course).latest("n")
    assert (last.n, last.restores, last.note) == (3, 1, "Back.")
    assert last.choices["default"] == "credit"
    refused = editor.post(page("versions", course), {"version": "9", "choice": "keep"})
    assert (refused.status_code, "There is no such version" in refused.content.decode()) == (200, True)
    assert Publication.objects.filter(course=course).count() == 3


def test_schedules_and_cancels(browser: Browser) -> None:
    course, editor = edited(), browser("editor")
    when = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    form = {"due_at": when.strftime("%Y-%m-%dT%H:%M"), "note": "Monday", "choice": "require"}
    assert editor.post(page("schedules", course), form).status_code == 302
    schedule = Schedule.objects.get()
    assert (schedule.due_at, schedule.state) == (when, "pending")
    assert schedule.choices == {"default": "require", "items": []}
    past = editor.post(page("schedules", course), {"due_at": "2020-01-01T00:00", "choice": "keep"})
    assert (past.status_code, "A time to come" in past.content.decode()) == (200, True)
    assert editor.post(page("schedules", course), {"cancel": str(schedule.pk)}).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.state, Schedule.objects.count()) == ("cancelled", 1)
    assert editor.post(page("schedules", course), {"cancel": "x"}).status_code == 200


def test_shares_and_revokes(browser: Browser) -> None:
    course, editor = edited(), browser("editor")
    assert editor.post(page("links", course), {"label": "Ada", "expires_at": ""}).status_code == 302
    link = PreviewLink.objects.get()
    assert "/preview/" in shown(editor, "links", course)
    assert editor.post(page("links", course), {"revoke": str(link.pk)}).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert "/preview/" not in shown(editor, "links", course)


def test_authors_stay_among_their_own(browser: Browser) -> None:
    course, author = edited(), browser("author")
    forms: tuple[tuple[str, dict[str, Any]], ...] = (
        ("versions", {"version": "1"}),
        ("schedules", {"due_at": "2030-01-01T00:00"}),
        ("links", {"label": ""}),
    )
    for name, form in forms:
        assert author.get(page(name, course)).status_code == 404
        assert author.post(page(name, course), form).status_code == 404
    assert (Publication.objects.count(), Schedule.objects.count(), PreviewLink.objects.count()) == (2, 0, 0)
