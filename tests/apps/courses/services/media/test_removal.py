"""Taking files away: never what a version shows."""

import pytest
from django.db import connections

from apps.courses.errors import MediaInUse, MediaNotFound
from apps.courses.models.media import Media
from apps.courses.selectors import personal
from apps.courses.services import erasure
from apps.courses.services.deletion.removal import remove
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.media import names
from apps.courses.services.media.removal import delete_media, remove_files
from gopro.audit import trail
from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.storage.contract import Store
from gopro.storage.store import store
from tests.apps.courses.factories import make_course, make_lesson
from tests.apps.courses.media import make_media, png

pytestmark = pytest.mark.usefixtures("db")


def is_kept(media_id: object) -> bool:
    return store().find(name=f"media/{media_id}") is not None


def test_deletes_what_nothing_shows(kept: Store):
    media = make_media(course=make_course())
    media_id = media.pk
    delete_media(media_id=media_id)
    assert not Media.objects.filter(pk=media_id).exists()
    assert is_kept(media_id)  # until the job has run
    remove_files(media_id=media_id)
    remove_files(media_id=media_id)
    assert not is_kept(media_id)
    assert trail.entries("courses").get(action="courses.media.delete").object_id == str(media_id)


def test_never_what_an_old_version_shows():
    course = make_course()
    media = make_media(course=course)
    lesson = make_lesson(course=course, title="First", body=f"![a](media:{media.pk})")
    edit_lesson(lesson_id=lesson.pk, changes={"body": "Nothing."}, editor_id=None)
    with pytest.raises(MediaInUse, match="1 versions show this file") as caught:
        delete_media(media_id=media.pk)
    assert caught.value.fields == {"/uses/0": "lesson “First”, 1"}
    remove_files(media_id=media.pk)
    assert (Media.objects.count(), is_kept(media.pk)) == (1, True)


def test_the_same_bytes_can_come_again():
    course, content = make_course(), png()
    first = make_media(course=course, content=content)
    first_id = first.pk
    delete_media(media_id=first_id)
    assert make_media(course=course, content=content).pk != first_id


def test_what_is_not_there():
    with pytest.raises(MediaNotFound):
        delete_media(media_id=uuid7())


def test_a_course_takes_its_files_along():
    course, other = make_course(), make_media(course=make_course())
    media = make_media(course=course)
    make_lesson(course=course, body=f"![a](media:{media.pk})")
    with atomic("courses"):
        counts = remove(course_id=course.pk)
        with connections["courses"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert (counts["courses_media"], counts["courses_mediause"]) == (1, 1)
    assert list(Media.objects.values_list("pk", flat=True)) == [other.pk]
    remove_files(media_id=media.pk)
    assert (store().find(name=names.kept(media.pk)), is_kept(other.pk)) == (None, True)


def test_who_sent_a_file_is_told_and_forgotten():
    author = uuid7()
    media = make_media(course=make_course(), by=author, name="books.png")
    told = list(personal.sections(user_id=author)["media"])
    assert [(row["id"], row["name"]) for row in told] == [(media.pk, "books.png")]
    erasure.erase_user(erasure_id=uuid7(), user_id=author)
    media.refresh_from_db()
    assert media.uploaded_by is None
    assert list(personal.sections(user_id=author)["media"]) == []
