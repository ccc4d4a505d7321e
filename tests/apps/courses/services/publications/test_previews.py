"""Preview links: signed, for a time, revocable, counted and in the audit."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.courses.errors import ContentRefused, PreviewNotFound
from apps.courses.models.choices import Readiness
from apps.courses.models.previews import PreviewLink
from apps.courses.selectors import previews
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.publications.previews import create_preview_link, open_preview, revoke_preview_link
from gopro.audit import trail
from gopro.errors import RateLimited
from tests.apps.courses.factories import lessons_of, make_code, make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")

IP = "203.0.113.9"


def make_link() -> PreviewLink:
    course = make_course(title="Draft")
    lesson = make_lesson(course=course, title="Strings", body="*Text*")
    make_code(lesson=lesson)
    make_quiz(lesson=lesson)
    until = timezone.now() + timedelta(days=1)
    return create_preview_link(course_id=course.id, expires_at=until, creator_id=course.author_id)


def actions(link: PreviewLink) -> list[str]:
    entries = trail.history(room="courses", object_type="courses.course", object_id=str(link.course_id))
    return [entry.action for entry in entries][::-1]


def test_shows_the_draft_as_learners_would_see_it() -> None:
    link = make_link()
    shown = open_preview(token=previews.token_of(link), ip=IP)
    assert (shown["title"], [lesson["title"] for lesson in shown["lessons"]]) == ("Draft", ["Strings"])
    assert [exercise["kind"] for exercise in shown["lessons"][0]["exercises"]] == ["code", "quiz"]
    assert "SECRET" not in str(shown)
    assert all("answers" not in question for question in shown["lessons"][0]["exercises"][1]["questions"])
    edit_lesson(lesson_id=lessons_of(link.course)[0].id, changes={}, readiness=Readiness.HELD, editor_id=None)
    assert open_preview(token=previews.token_of(link), ip=IP)["lessons"] == []
    link.refresh_from_db()
    assert link.openings == 2
    assert actions(link) == ["courses.course.share", "courses.course.preview"]


def test_opens_nothing_once_it_is_over_or_revoked() -> None:
    link = make_link()
    token = previews.token_of(link)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)), pytest.raises(PreviewNotFound):
        open_preview(token=token, ip=IP)
    revoke_preview_link(course_id=link.course_id, link_id=link.id)
    revoke_preview_link(course_id=link.course_id, link_id=link.id)
    with pytest.raises(PreviewNotFound):
        open_preview(token=token, ip=IP)
    link.refresh_from_db()
    assert link.openings == 0
    assert actions(link) == ["courses.course.share", "courses.course.unshare"]


def test_nobody_makes_a_link_up() -> None:
    link = make_link()
    token = previews.token_of(link)
    body, _, signature = token.rpartition(".")
    for forged in ("", "x", ".", body, f"{body}.x", f"{body[:-1]}A.{signature}", token + "x", "é" * 300, token * 20):
        with pytest.raises(PreviewNotFound):
            open_preview(token=forged, ip=IP)


def test_a_link_of_another_course_is_not_there() -> None:
    link, other = make_link(), make_published()
    with pytest.raises(PreviewNotFound):
        revoke_preview_link(course_id=other.id, link_id=link.id)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_lives_thirty_days_at_most() -> None:
    course = make_course()
    for wrong in (timedelta(days=31), timedelta(seconds=-1)):
        with pytest.raises(ContentRefused):
            create_preview_link(course_id=course.id, expires_at=timezone.now() + wrong, creator_id=None)
    assert PreviewLink.objects.count() == 0


def test_tries_are_limited() -> None:
    for _ in range(60):
        with pytest.raises(PreviewNotFound):
            open_preview(token="guess", ip=IP)
    with pytest.raises(RateLimited):
        open_preview(token="guess", ip=IP)
    with pytest.raises(PreviewNotFound):
        open_preview(token="guess", ip="203.0.113.10")
