"""The staff's page before publishing: policy, choices, what they would do in words, and the button that does it."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact
from apps.courses.models.publishing import Publication
from apps.courses.services.impacts import answers
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.apps.courses.api.test_publishing import FIGURES
from tests.apps.courses.factories import lessons_of, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")
type Browser = Callable[..., Client]


@pytest.fixture
def browser() -> Browser:
    def make(*roles: str, user_id: UUID | None = None) -> Client:
        client = Client()
        client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles)
        return client

    return make


@pytest.fixture
def course() -> Course:
    made = make_published()
    make_lesson(course=made, title="More")
    return made


def page(course: Course) -> str:
    return reverse("courses_admin:courses_course_impact", args=[course.pk])


def test_an_author_asks_reads_and_publishes(course: Course, browser: Browser) -> None:
    author, new = browser("author", user_id=course.author_id), lessons_of(course)[1]
    first = author.get(page(course)).content.decode()
    assert "New lesson: More" in first
    assert "Publish without an estimate" in first
    asked = author.post(
        page(course), {"default": "require", "sample": "5", "note": "", f"item-{new.pk}": "credit", "estimate": "1"}
    )
    impact = Impact.objects.get()
    assert asked["Location"] == f"{page(course)}?impact={impact.pk}"
    assert impact.choices == {"default": "require", "items": [{"id": str(new.pk), "choice": "credit"}]}
    waiting = author.get(asked["Location"]).content.decode()
    assert "the answer is on its way" in waiting
    assert 'http-equiv="refresh"' in waiting
    answers.record_impact(impact_id=impact.pk, is_final=True, figures=FIGURES)
    told = author.get(asked["Location"]).content.decode()
    assert "0 learners are in progress, 1 has completed." in told
    assert 'http-equiv="refresh"' not in told
    [learner] = cast("list[str]", FIGURES["below_full"])
    assert learner not in told
    assert learner in browser("editor").get(asked["Location"]).content.decode()
    done = author.post(
        asked["Location"],
        {"default": "require", "sample": "5", "note": "Why", f"item-{new.pk}": "credit", "publish": "1"},
    )
    assert done.status_code == 302
    log = Publication.objects.get(n=2)
    assert log.impact is not None
    assert (log.note, log.choices, log.impact["id"]) == ("Why", impact.choices, str(impact.pk))


def test_a_refusal_is_shown_and_nothing_is_published(course: Course, browser: Browser) -> None:
    author = browser("author", user_id=course.author_id)
    said = {"default": "keep", "sample": "0", "note": ""}
    asked = author.post(page(course), said | {"estimate": "1"})
    make_lesson(course=course, title="Yet more")
    refused = author.post(asked["Location"], said | {"publish": "1"})
    assert "It has come in." in refused.content.decode()
    assert Publication.objects.count() == 1


def test_the_policy_is_set_here_too(course: Course, browser: Browser) -> None:
    author = browser("author", user_id=course.author_id)
    assert author.post(page(course), {"policy": "follow_latest"}).status_code == 302
    assert "One of pin" in author.post(page(course), {"policy": "never"}).content.decode()
    course.refresh_from_db()
    assert course.version_policy == "follow_latest"


def test_others_have_no_such_page(course: Course, browser: Browser) -> None:
    assert browser("author").get(page(course)).status_code in {403, 404}
    assert browser("support").post(page(course), {"policy": "pin"}).status_code in {302, 403, 404}
    assert Impact.objects.count() == 0
