"""Reads that changed nothing are 304; edits of what was changed meanwhile are 412."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from rest_framework.test import APIClient

from tests.gopro.api.sample import notes
from tests.gopro.api.test_problems import problem

PATH = "/api/v1/notes/a"


def tag_of(client: APIClient, path: str = PATH) -> str:
    tag: str = client.get(path).headers["ETag"]
    return tag


@pytest.fixture(autouse=True)
def note(db: None) -> None:
    notes().create(stream="a", last_sequence=1)


def test_a_read_sends_a_strong_tag_and_answers_304(client: APIClient) -> None:
    tag = tag_of(client)
    assert tag.startswith('"')
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = client.get(PATH, headers={"If-None-Match": asked})
        assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", tag)
    assert client.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200
    notes().update(last_sequence=2)
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 200


def test_a_list_has_a_tag_too(client: APIClient) -> None:
    tag = tag_of(client, "/api/v1/notes")
    assert client.get("/api/v1/notes", headers={"If-None-Match": tag}).status_code == 304
    notes().create(stream="b", last_sequence=1)
    assert client.get("/api/v1/notes", headers={"If-None-Match": tag}).status_code == 200


def test_other_fields_are_another_representation(client: APIClient) -> None:
    assert tag_of(client) != tag_of(client, f"{PATH}?fields=stream")


def test_a_private_answer_is_kept_by_nobody_else(client: APIClient) -> None:
    headers = client.get(PATH).headers
    assert (headers["Cache-Control"], headers["Vary"]) == (
        "private, no-cache",
        "Accept, Authorization, Accept-Language",
    )


@pytest.mark.parametrize("path", [PATH, f"{PATH}?fields=stream"])
def test_an_edit_takes_the_tag_that_was_read(client: APIClient, path: str) -> None:
    response = client.patch(PATH, {"last_sequence": 5}, headers={"If-Match": tag_of(client, path)})
    assert (response.status_code, response.json()["last_sequence"]) == (200, 5)
    again = client.patch(PATH, {"last_sequence": 6}, headers={"If-Match": response.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", "W/{tag}"])
def test_a_lost_update_is_refused(client: APIClient, tag: str) -> None:
    tag = tag.format(tag=tag_of(client))
    problem(client.patch(PATH, {"last_sequence": 5}, headers={"If-Match": tag}), status=412, code="precondition_failed")
    assert notes().get().last_sequence == 1


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_an_edit_without_a_condition_is_taken(client: APIClient, headers: dict[str, str]) -> None:
    assert client.patch(PATH, {"last_sequence": 5}, headers=headers).status_code == 200


def test_of_parallel_edits_one_wins(committed: None, client: APIClient) -> None:
    notes().create(stream="raced", last_sequence=1)
    tag = tag_of(client, "/api/v1/notes/raced")

    def edit(number: int) -> int:
        try:
            answer = APIClient().patch("/api/v1/notes/raced", {"last_sequence": number}, headers={"If-Match": tag})
            return answer.status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(edit, range(10, 18)))
    assert statuses == [200] + [412] * 7
