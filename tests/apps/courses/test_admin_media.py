"""Files of courses in the staff's pages."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.services.media.rendering import key_of
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.storage.contract import Upload
from gopro.testing.tokens import staff_token
from tests.apps.courses.factories import make_course, make_lesson
from tests.apps.courses.media import announced, begin, make_media, png
from tests.gopro.storage.browser import get, send

pytestmark = pytest.mark.usefixtures("db")
FILES = "courses_admin:courses_course_files"
LIST = "courses_admin:courses_media_changelist"


def browser(*roles: str, user_id: UUID | None = None) -> Client:
    client = Client()
    client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles)
    return client


def author_of(course: Course) -> Client:
    return browser("author", user_id=course.author_id)


def page(name: str, *args: Any) -> str:
    return reverse(f"courses_admin:courses_media_{name}", args=args)


def test_lists_a_courses_files_with_their_uses_and_pictures():
    course = make_course()
    media, foreign = make_media(course=course), make_media(course=make_course(), name="foreign.png")
    make_lesson(course=course, title="First", body=f"![a](media:{media.pk})")
    shown = author_of(course).get(page("changelist")).content.decode()
    place = f"/api/v1/media/{media.pk}?key={key_of(media.pk)}"
    assert (f'<img src="{place}"' in shown, Client().get(place).status_code) == (True, 302)
    assert "foreign.png" not in shown
    told = author_of(course).get(page("change", media.pk)).content.decode()
    assert ("lesson “First”, version 1" in told, f"media:{media.pk}" in told) == (True, True)
    assert author_of(course).get(page("change", foreign.pk)).status_code == 302


@pytest.mark.usefixtures("kept")
def test_a_file_is_added_from_the_page():
    course, content = make_course(), png()
    author = author_of(course)
    shown = author.get(f"{page('add')}?course={course.slug}").content.decode()
    assert (f'<option value="{course.pk}" selected>' in shown, reverse(FILES) in shown) == (True, True)
    said = announced(content)
    begun = author.post(
        reverse(FILES),
        {"course": course.pk, "name": "a.png", "size": said.size, "sha256": said.sha256, "content_type": "image/png"},
    ).json()
    assert send(Upload(**begun["upload"], expires_at=None), content).status in {200, 204}
    done = author.post(reverse(FILES), {"complete": begun["id"]}).json()
    assert done["markdown"] == f"![a](media:{begun['id']})"
    assert Media.objects.get().state == "ready"


def test_only_what_nothing_shows_is_deleted():
    course = make_course()
    used, unused = make_media(course=course, name="used.png"), make_media(course=course)
    make_lesson(course=course, body=f"![a](media:{used.pk})")
    chosen = {"action": "delete_unused", "_selected_action": [used.pk, unused.pk]}
    answer = author_of(course).post(reverse(LIST), chosen, follow=True)
    assert list(Media.objects.values_list("pk", flat=True)) == [used.pk]
    assert "versions show this file" in answer.content.decode()


def test_others_add_and_delete_nothing():
    course = make_course()
    media = make_media(course=course)
    stranger = browser("author")
    assert str(course.pk) not in stranger.get(page("add")).content.decode()
    stranger.post(reverse(LIST), {"action": "delete_unused", "_selected_action": [media.pk]})
    assert Media.objects.filter(pk=media.pk).exists()
    assert browser().get(page("add")).status_code == 403


def test_what_is_awaited_has_no_picture():
    course = make_course()
    media = begin(course=course, content=png()).media
    assert f"/api/v1/media/{media.pk}" not in author_of(course).get(page("changelist")).content.decode()


def test_the_preview_of_a_draft_shows_its_pictures():
    course, content = make_course(), png()
    media = make_media(course=course, content=content)
    make_lesson(course=course, body=f"![a](media:{media.pk})")
    shown = author_of(course).get(reverse("courses_admin:courses_course_preview", args=[course.pk])).content.decode()
    place = f"/api/v1/media/{media.pk}?key={key_of(media.pk)}"
    assert f'<img src="{place}"' in shown
    assert get(Client().get(place)["Location"]).content == content
