"""Files of courses over HTTP: on the local disk and in a bucket, the same answers."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.services.media import uploads
from gopro.identifiers import uuid7
from gopro.storage.contract import Upload
from gopro.storage.store import store
from tests.apps.courses.conftest import ClientOf
from tests.apps.courses.factories import make_course, make_lesson, make_published
from tests.apps.courses.media import begin, make_media, png
from tests.gopro.storage.browser import get, send

pytestmark = pytest.mark.usefixtures("db")
PLACE = "/api/v1/media"


def author_of(course: Course, client_of: ClientOf) -> APIClient:
    return client_of("author", user_id=course.author_id)


def announcement(course: Course, content: bytes, /, **changes: Any) -> dict[str, Any]:
    said = {
        "course": str(course.pk),
        "name": "books.png",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_type": "image/png",
    }
    return said | changes


@pytest.mark.usefixtures("kept")
def test_from_the_announcement_to_the_picture(client_of: ClientOf, anybody: APIClient):
    course, content = make_course(), png()
    author = author_of(course, client_of)
    begun = author.post(PLACE, announcement(course, content, course=course.slug), format="json")
    assert begun.status_code == 201
    told = begun.json()
    assert (told["state"], told["reference"], told["url"]) == (
        "pending",
        f"media:{told['id']}",
        f"{PLACE}/{told['id']}",
    )
    assert send(Upload(**told["upload"]), content).status in {200, 204}
    done = author.post(f"{PLACE}/{told['id']}/complete")
    assert (done.status_code, done.json()) == (200, {**_without_upload(told), "state": "ready"})
    shown = author.get(told["url"])
    assert (shown.status_code, shown["Cache-Control"]) == (302, "private, no-store")
    answer = get(shown["Location"])
    assert (answer.status, answer.content, answer.headers["Content-Type"]) == (200, content, "image/png")
    assert anybody.get(told["url"]).status_code == 404


def _without_upload(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "upload"}


def test_the_same_bytes_need_not_be_sent_again(client_of: ClientOf):
    course, content = make_course(), png()
    media = make_media(course=course, content=content)
    again = author_of(course, client_of).post(PLACE, announcement(course, content), format="json")
    assert (again.status_code, again.json()["id"], again.json()["state"], again.json()["upload"]) == (
        200,
        str(media.pk),
        "ready",
        None,
    )


def test_everybody_is_led_to_what_was_published(anybody: APIClient, client_of: ClientOf):
    course = make_published()
    media = make_media(course=course)
    make_lesson(course=course, body=f"![a](media:{media.pk})")
    assert anybody.get(f"{PLACE}/{media.pk}").status_code == 404
    client_of("editor").post(f"/api/v1/courses/{course.pk}/publish")
    answer = anybody.get(f"{PLACE}/{media.pk}")
    assert (answer.status_code, answer["Cache-Control"]) == (302, "public, max-age=300")
    assert get(answer["Location"]).status == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"size": 0}, "/size"),
        ({"sha256": "x"}, "/sha256"),
        ({"content_type": "image/svg+xml"}, "/content_type"),
        ({"content_type": "text/html; charset=utf-8"}, "/content_type"),
        ({"name": ""}, "/name"),
    ],
)
def test_refuses_what_can_not_be_taken(client_of: ClientOf, changes: dict[str, Any], pointer: str):
    course = make_course()
    answer = author_of(course, client_of).post(PLACE, announcement(course, png(), **changes), format="json")
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert Media.objects.count() == 0


def test_says_what_is_wrong_with_what_was_sent(client_of: ClientOf):
    course = make_course()
    author = author_of(course, client_of)
    media = begin(course=course, content=b"no picture").media
    missing = author.post(f"{PLACE}/{media.pk}/complete")
    assert (missing.status_code, missing.json()["code"]) == (409, "upload_missing")
    store().save(name=f"uploads/{media.pk}", content=BytesIO(b"no picture"))
    wrong = author.post(f"{PLACE}/{media.pk}/complete")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "media_refused")
    assert wrong.json()["errors"][0]["detail"] == "The bytes that have come are no image/png."


def test_others_files_are_not_there(client_of: ClientOf, anybody: APIClient):
    course = make_course()
    media = make_media(course=course)
    stranger, learner = client_of("author"), client_of()
    asked = [
        stranger.get(f"{PLACE}/{media.pk}"),
        stranger.delete(f"{PLACE}/{media.pk}"),
        stranger.post(f"{PLACE}/{media.pk}/complete"),
        stranger.get(f"{PLACE}/{media.pk}/uses"),
        stranger.get(f"{PLACE}?course={course.pk}"),
        stranger.post(PLACE, announcement(course, png()), format="json"),
    ]
    assert [answer.status_code for answer in asked] == [404] * 6
    assert learner.post(PLACE, announcement(course, png()), format="json").status_code == 403
    assert anybody.post(PLACE, announcement(course, png()), format="json").status_code == 401
    assert Media.objects.count() == 1


def test_lists_the_files_of_a_course(client_of: ClientOf):
    course = make_course()
    first, second = make_media(course=course), make_media(course=course)
    make_media(course=make_course())
    make_lesson(course=course, body=f"![a](media:{first.pk})")
    author = author_of(course, client_of)
    listed = author.get(f"{PLACE}?course={course.slug}").json()
    assert [(row["id"], row["uses"]) for row in listed["items"]] == [(str(second.pk), 0), (str(first.pk), 1)]
    assert listed["pagination"]["total_items"] == 2
    assert author.get(PLACE).status_code == 422


def test_a_file_in_use_stays_and_says_where(client_of: ClientOf):
    course = make_course()
    media = make_media(course=course)
    lesson = make_lesson(course=course, title="First", body=f"![a](media:{media.pk})")
    author = author_of(course, client_of)
    refused = author.delete(f"{PLACE}/{media.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "media_in_use")
    [use] = author.get(f"{PLACE}/{media.pk}/uses").json()["items"]
    assert use == {
        "kind": "lesson",
        "id": str(lesson.pk),
        "title": "First",
        "version": 1,
        "version_id": str(lesson.draft_version_id),
    }


def test_deletes_what_nothing_shows(client_of: ClientOf):
    course = make_course()
    media = make_media(course=course)
    author = author_of(course, client_of)
    assert author.delete(f"{PLACE}/{media.pk}").status_code == 204
    assert author.delete(f"{PLACE}/{media.pk}").status_code == 404


def test_a_text_with_a_strange_file_is_a_clear_refusal(client_of: ClientOf):
    course, foreign = make_course(), make_media(course=make_course())
    lesson = make_lesson(course=course)
    answer = author_of(course, client_of).patch(
        f"/api/v1/lessons/{lesson.pk}", {"body": f"![a](media:{foreign.pk}) ![b](media:{uuid7()})"}, format="json"
    )
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/body"]
    lesson.refresh_from_db()
    assert lesson.draft_version.n == 1


def test_too_many_uploads_wait(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch):
    limit = type(uploads.UPLOADS_OF_ACCOUNT)(name="none", most=0, within=uploads.UPLOADS_OF_ACCOUNT.within)
    monkeypatch.setattr(uploads, "UPLOADS_OF_ACCOUNT", limit)
    course = make_course()
    answer = author_of(course, client_of).post(PLACE, announcement(course, png()), format="json")
    assert (answer.status_code, "Retry-After" in answer) == (429, True)
