"""Who is given which file: everybody what was published, before that who may edit, or was shown the page."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.courses.errors import MediaNotFound
from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.selectors.previews import token_of
from apps.courses.services.courses import retire_course
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.media.downloads import address, open_media
from apps.courses.services.media.rendering import key_of, with_keys
from apps.courses.services.publications.previews import create_preview_link, open_preview
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from gopro.security.principal import ANONYMOUS, Caller, Principal
from gopro.storage.contract import Store
from tests.apps.courses.factories import make_course, make_lesson, make_published
from tests.apps.courses.media import begin, make_media, png
from tests.gopro.storage.browser import get

pytestmark = pytest.mark.usefixtures("db")


def somebody(*roles: str) -> Caller:
    return Principal(user_id=uuid7(), session_id=uuid7(), roles=frozenset(roles))


def author_of(course: Course) -> Caller:
    assert course.author_id is not None
    return Principal(user_id=course.author_id, session_id=uuid7(), roles=frozenset({"author"}))


def shown_in(media: Media) -> str:
    return f"![a](media:{media.pk})"


def test_a_draft_is_for_who_may_edit(kept: Store):
    course, content = make_course(), png()
    media = make_media(course=course, content=content)
    for viewer in (author_of(course), somebody("editor"), somebody("admin")):
        found = address(media_id=media.pk, viewer=viewer)
        assert (found.is_public, get(found.url).content) == (False, content)
    for viewer in (ANONYMOUS, somebody(), somebody("author"), somebody("learner")):
        with pytest.raises(MediaNotFound):
            address(media_id=media.pk, viewer=viewer)


def test_what_was_published_is_everybodys_and_stays_so():
    course = make_course()
    media, other = make_media(course=course), make_media(course=course)
    lesson = make_lesson(course=course, body=shown_in(media))
    publish_course(course_id=course.pk, publisher_id=None)
    assert address(media_id=media.pk, viewer=ANONYMOUS).is_public
    with pytest.raises(MediaNotFound):
        address(media_id=other.pk, viewer=ANONYMOUS)
    edit_lesson(lesson_id=lesson.pk, changes={"body": shown_in(other)}, editor_id=None)
    with pytest.raises(MediaNotFound):
        address(media_id=other.pk, viewer=ANONYMOUS)
    publish_course(course_id=course.pk, publisher_id=None)
    retire_course(course_id=course.pk)
    assert address(media_id=media.pk, viewer=ANONYMOUS).is_public  # learners may be on the first publication
    assert address(media_id=other.pk, viewer=ANONYMOUS).is_public


def test_what_is_held_back_is_not_published():
    course = make_published()
    media = make_media(course=course)
    lesson = make_lesson(course=course, body=shown_in(media))
    edit_lesson(lesson_id=lesson.pk, changes={}, readiness="held", editor_id=None)
    publish_course(course_id=course.pk, publisher_id=None)
    media.refresh_from_db()
    assert not media.is_public


def test_whoever_is_shown_a_draft_sees_its_pictures_for_an_hour():
    media, other = make_media(course=make_course()), make_media(course=make_course())
    html = with_keys(f'<img src="/api/v1/media/{media.pk}" alt="a"> /api/v1/media/{other.pk}')
    key = key_of(media.pk)
    assert html == f'<img src="/api/v1/media/{media.pk}?key={key}" alt="a"> /api/v1/media/{other.pk}'
    assert not address(media_id=media.pk, viewer=ANONYMOUS, key=key).is_public
    with pytest.raises(MediaNotFound):
        address(media_id=other.pk, viewer=ANONYMOUS, key=key)
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert address(media_id=media.pk, viewer=ANONYMOUS, key=key).url
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)), pytest.raises(MediaNotFound):
        address(media_id=media.pk, viewer=ANONYMOUS, key=key)


def test_a_preview_link_shows_the_pictures():
    course = make_course()
    media = make_media(course=course)
    make_lesson(course=course, body=shown_in(media))
    link = create_preview_link(course_id=course.pk, expires_at=timezone.now() + timedelta(days=1), creator_id=None)
    shown = open_preview(token=token_of(link), ip="127.0.0.1")
    assert f'<img src="/api/v1/media/{media.pk}?key={key_of(media.pk)}"' in str(shown)
    assert address(media_id=media.pk, viewer=ANONYMOUS, key=key_of(media.pk)).url


def test_what_is_awaited_is_nobodys():
    course = make_course()
    media = begin(course=course, content=png()).media
    with pytest.raises(MediaNotFound):
        address(media_id=media.pk, viewer=author_of(course))


def test_a_text_is_saved_and_nothing_but_a_text():
    course = make_course()
    media = make_media(course=course, content=b"<script>alert(1)</script>", name="page.html", content_type="text/plain")
    answer = get(address(media_id=media.pk, viewer=author_of(course)).url)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html.txt"'


def test_exporters_read_the_bytes():
    content = png()
    media = make_media(course=make_course(), content=content)
    with open_media(media_id=media.pk) as file:
        assert file.read() == content
    with pytest.raises(MediaNotFound):
        open_media(media_id=uuid7())
