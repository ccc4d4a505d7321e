"""Answers that are kept in Redis: seen by many, never too long, never by whom they are not for; right without Redis."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings
from redis import Redis
from rest_framework.test import APIClient

from apps.courses.models.taxonomy import Category
from apps.courses.selectors import catalogue as selectors
from apps.courses.services import popularity
from apps.courses.services.authors import give_course
from apps.courses.services.categories import edit_category
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.publishing import publish_course
from gopro.api import kept
from gopro.cache import client as redis
from gopro.database import atomic
from gopro.embedded.valkey import ValkeyServer
from gopro.generations import untold
from gopro.identifiers import uuid7
from gopro.security.tokens import Terms
from gopro.testing.tokens import access_token
from tests.apps.courses.factories import make_course, make_lesson, make_published
from tests.provisioning.servers import scratch_folder

pytestmark = pytest.mark.usefixtures("committed")
API = "/api/v1"


@pytest.fixture(autouse=True)
def redis_is_here() -> None:
    kept.absence.forget()


def get(path: str, client: APIClient | None = None, **headers: str) -> Any:
    return (client or APIClient()).get(f"{API}{path}", headers=headers)


def titles(path: str = "/courses") -> list[str]:
    return [item["title"] for item in get(path).json()["items"]]


def answers() -> list[bytes]:
    return cast("list[bytes]", redis().keys("answer:*"))


def outcomes(name: str, outcome: str) -> float:
    labels = {"room": "courses", "name": name, "outcome": outcome}
    return REGISTRY.get_sample_value("gopro_shared_answers_total", labels) or 0


def signed_in(*roles: str, user_id: Any = None) -> APIClient:
    client = APIClient()
    token = access_token(user_id=user_id or uuid7(), roles=roles, terms=Terms())
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def statements(path: str) -> int:
    with CaptureQueriesContext(connections["courses"]) as made:
        assert get(path).status_code == 200
    return len(made)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("catalogue", "/courses"),
        ("catalogue", "/courses?q=looms&facets=1"),
        ("catalogue", "/curriculum"),
        ("popular", "/courses/popular"),
        ("course", "/courses/{slug}"),
        ("parts", "/courses/{slug}/lessons"),
        ("parts", "/courses/{slug}/exercises"),
        ("shelves", "/categories"),
        ("shelves", "/tags"),
    ],
)
def test_the_second_answer_asks_no_database(name: str, path: str) -> None:
    course = make_published(title="Looms", tags=("x",))
    path, hits = path.format(slug=course.slug), outcomes(name, "hit")
    first = get(path)
    assert statements(path) == 0
    second = get(path)
    assert (second.content, second["ETag"], second["Content-Type"]) == (
        first.content,
        first["ETag"],
        first["Content-Type"],
    )
    assert second["Cache-Control"] == first["Cache-Control"] == "public, no-cache"
    assert outcomes(name, "hit") == hits + 2
    assert get(path, **{"If-None-Match": first["ETag"]}).status_code == 304


def test_an_author_sees_their_own_change_at_once() -> None:
    course = make_published(title="Looms")
    for path in ("/courses", f"/courses/{course.slug}", f"/courses/{course.id}", f"/courses/{str(course.id).upper()}"):
        get(path)
    edit_course(course_id=course.id, changes={"title": "Engines"}, editor_id=None)
    assert titles() == ["Looms"]
    publish_course(course_id=course.id, publisher_id=None)
    assert (titles(), titles("/curriculum"), titles("/courses?q=engines")) == (["Engines"],) * 3
    for key in (course.slug, course.id, str(course.id).upper()):
        assert get(f"/courses/{key}").json()["title"] == "Engines"
    give_course(course_id=course.id, author_id=(author := uuid7()))
    assert get("/courses").json()["items"][0]["author_id"] == str(author)
    retire_course(course_id=course.id)
    assert (titles(), get(f"/courses/{course.slug}").json()["status"]) == ([], "retired")


def test_shelves_and_what_is_popular_follow_too() -> None:
    Category.objects.create(slug="it", name="IT")
    course = make_published(categories=("it",))
    assert (titles("/courses/popular"), get("/categories").json()["items"][0]["name"]) == ([], "IT")
    edit_category(slug="it", name="Computers", parent_slug=None, position=0)
    assert get("/categories").json()["items"][0]["name"] == "Computers"
    popularity.count_enrollment(course_id=course.id, at=course.created_at)
    assert titles("/courses/popular") == [course.entry.title]
    retire_course(course_id=course.id)
    assert titles("/courses/popular") == []


def test_what_was_computed_before_a_change_and_kept_after_it_is_seen_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_published(title="Looms")
    edit_course(course_id=course.id, changes={"title": "Engines"}, editor_id=None)
    read = selectors.course

    def slow(*, key: str) -> Any:
        found = read(key=key)
        publish_course(course_id=course.id, publisher_id=None)
        return found

    monkeypatch.setattr(selectors, "course", slow)
    assert get(f"/courses/{course.slug}").json()["title"] == "Looms"
    monkeypatch.setattr(selectors, "course", read)
    assert get(f"/courses/{course.slug}").json()["title"] == "Engines"


def test_one_computes_while_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    course, calls, read = make_published(), [], selectors.course

    def slow(*, key: str) -> Any:
        calls.append(key)
        time.sleep(0.3)
        return read(key=key)

    monkeypatch.setattr(selectors, "course", slow)

    def ask(_: int) -> bytes:
        answer: bytes = get(f"/courses/{course.slug}").content
        connections.close_all()
        return answer

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(ask, range(6)))
    assert (len(answers), calls) == (1, [course.slug])


def test_what_is_due_is_computed_by_one_and_shown_as_it_is_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_published()
    get(f"/courses/{course.slug}")
    monkeypatch.setattr("gopro.api.shared.time.time", lambda: time.monotonic() + 10**10)
    [page] = answers()
    redis().set(page + b":claim", "another")
    hits = outcomes("course", "hit")
    assert statements(f"/courses/{course.slug}") == 0
    redis().delete(page + b":claim")
    assert statements(f"/courses/{course.slug}") > 0
    assert outcomes("course", "hit") == hits + 1


def test_that_a_course_is_not_there_is_remembered_for_strangers_alone() -> None:
    author = uuid7()
    course = make_course(title="Secret looms", author_id=author)
    path = f"/courses/{course.slug}"
    assert [get(path).status_code for _ in range(2)] == [404, 404]
    with CaptureQueriesContext(connections["courses"]) as made:
        refused = get(path)
    assert (refused.status_code, refused.json()["code"], len(made)) == (404, "not_found", 0)
    own = get(path, signed_in("author", user_id=author))
    assert (own.status_code, own.json()["title"], own["Cache-Control"]) == (200, "Secret looms", "private, no-cache")
    assert "Authorization" in own["Vary"]
    assert [get(path, client).status_code for client in (APIClient(), signed_in("learner"))] == [404, 404]
    make_lesson(course=course)
    publish_course(course_id=course.id, publisher_id=None)
    assert get(path).status_code == 200


def test_nothing_private_is_ever_kept() -> None:
    author = uuid7()
    client = signed_in("author", user_id=author)
    course = make_course(title="Looms XSECRETX", author_id=author)
    make_lesson(course=course, title="XSECRETX")
    for path in ("", "/draft", "/draft/lessons"):
        assert get(f"/courses/{course.id}{path}", client).status_code == 200
    get("/courses/drafts", client)
    published = make_published(author_id=author)
    edit_course(course_id=published.id, changes={"title": "XSECRETX"}, editor_id=None)
    get(f"/courses/{published.id}/draft", client)
    get(f"/courses/{published.id}", client)
    values = [redis().get(key) or b"" for key in answers() if not key.endswith(b":claim")]
    assert values
    assert not [value for value in values if b"XSECRETX" in value]


def test_within_a_transaction_nothing_is_kept() -> None:
    with atomic("courses"):
        make_published(title="Never committed")
        assert titles() == ["Never committed"]
        connections["courses"].set_rollback(True)
    assert titles() == []


def test_a_person_in_a_browser_and_sparse_answers_have_answers_of_their_own() -> None:
    course = make_published(title="Looms")
    get(f"/courses/{course.slug}")
    page = get(f"/courses/{course.slug}", Accept="text/html")
    assert page["Content-Type"].startswith("text/html")
    assert "Accept" in page["Vary"]
    for _ in range(2):
        assert get(f"/courses/{course.slug}?fields=title").json() == {"title": "Looms"}


def test_without_redis_all_is_right_and_what_changed_meanwhile_is_told_when_it_is_back(settings: Settings) -> None:
    folder = scratch_folder()
    valkey = ValkeyServer(folder=folder / "valkey", log=folder / "log", durable=True)
    valkey.start()
    settings.REDIS_URL = valkey.url()
    redis.cache_clear()
    try:
        course = make_published(title="Looms")
        assert (titles(), titles()) == (["Looms"], ["Looms"])
        valkey.stop()
        assert titles() == ["Looms"]
        edit_course(course_id=course.id, changes={"title": "Engines"}, editor_id=None)
        publish_course(course_id=course.id, publisher_id=None)
        assert titles() == get("/courses?ordering=title").json()["items"][0]["title"].split() == ["Engines"]
        assert get(f"/courses/{uuid7()}").status_code == 404
        valkey.start()
        kept.absence.forget()
        assert titles() == ["Engines"]
        ends = time.monotonic() + 10
        while untold.has_any(["courses.catalogue"]) and time.monotonic() < ends:
            time.sleep(0.05)
        assert not untold.has_any(["courses.catalogue"])
        assert (titles(), titles()) == (["Engines"], ["Engines"])
        assert Redis.from_url(valkey.url()).exists("generation:courses.catalogue")
    finally:
        valkey.stop()
        redis.cache_clear()
        kept.absence.forget()
