"""Strict input: nothing undeclared is taken, and nothing that a client sends is a failure of ours."""

from typing import Any

import pytest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from gopro.api.views import APIView, operation
from tests.gopro.api.sample import notes
from tests.gopro.api.test_problems import problem

JSON = "application/json"


def post(client: Any, raw: bytes, content_type: str = JSON) -> Any:
    return client.generic("POST", "/api/v1/notes", raw, content_type)


def test_a_view_must_declare_its_methods() -> None:
    with pytest.raises(TypeError, match="lacks @operation"):

        class Undeclared(APIView):
            def get(self, request: Request) -> Response:
                return Response()


def test_a_view_must_say_who_it_is_for() -> None:
    with pytest.raises(TypeError, match="lacks access="):

        class Unsaid(APIView):
            @operation(answers={204: None})
            def get(self, request: Request) -> Response:
                return Response(status=204)


def test_takes_what_is_declared(db: None, client: APIClient) -> None:
    response = client.post("/api/v1/notes", {"stream": "a", "steps": [{"text": "one"}]})
    assert (response.status_code, response.json()) == (201, {"stream": "a", "last_sequence": 0, "kind": "note"})
    assert response.headers["Cache-Control"] == "no-store"
    assert list(notes().values_list("stream", "last_sequence")) == [("a", 0)]


def test_points_to_all_that_is_wrong_in_a_body(db: None, client: APIClient) -> None:
    body = {
        "last_sequence": "many",
        "kind": "mine",
        "a/b": 1,
        "steps": [{"text": "one"}, {"text": "too long", "done": True, "odd": 1}],
        "tags": ["fine", "too long"],
    }
    refused = problem(client.post("/api/v1/notes", body), status=422, code="invalid")
    assert sorted((each["pointer"], each["code"]) for each in refused["errors"]) == [
        ("/a~1b", "unknown"),
        ("/kind", "read_only"),
        ("/last_sequence", "invalid"),
        ("/steps/1/done", "read_only"),
        ("/steps/1/odd", "unknown"),
        ("/steps/1/text", "max_length"),
        ("/stream", "required"),
        ("/tags/1", "max_length"),
    ]
    assert refused["detail"] == "8 values can't be taken; `errors` tells which."
    assert not notes().exists()


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b'{"stream": "\xff"}', 400, "malformed"),
        (b'{"stream": "\\ud800"}', 400, "malformed"),
        (b'{"stream": "a", "last_sequence": ' + b"9" * 5000 + b"}", 400, "malformed"),
        (b'{"stream": "a", "last_sequence": NaN}', 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b"[" * 40 + b"]" * 40, 400, "malformed"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400, "malformed"),
        (b'{"stream": "a\\u0000b"}', 422, "invalid"),
        (b'{"stream": "a", "\\u0000": 1}', 422, "invalid"),
        (b'{"stream": "a", "last_sequence": 18446744073709551616}', 422, "invalid"),
        (b'{"stream": "a", "last_sequence": 9223372036854775808}', 422, "invalid"),
        (b'{"stream": {}}', 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"text"', 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"stream": "' + b"a" * 3_000_000 + b'"}', 413, "content_too_large"),
    ],
)
def test_no_body_is_a_failure_of_ours(db: None, client: APIClient, raw: bytes, status: int, code: str) -> None:
    problem(post(client, raw), status=status, code=code)
    assert not notes().exists()


def test_a_nul_is_pointed_to(db: None, client: APIClient) -> None:
    body = problem(post(client, b'{"stream": "a", "tags": ["b", "\\u0000"]}'), status=422, code="invalid")
    assert [(each["pointer"], each["code"]) for each in body["errors"]] == [("/tags/1", "null_characters_not_allowed")]


def test_an_escaped_backslash_is_no_nul(db: None, client: APIClient) -> None:
    assert post(client, b'{"stream": "a\\\\u0000"}').json()["stream"] == "a\\u0000"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"]
)
def test_takes_only_json(db: None, client: APIClient, content_type: str) -> None:
    problem(post(client, b"a=1", content_type), status=415, code="unsupported_media_type")


def test_a_body_of_unknown_length_is_refused(client: APIClient) -> None:
    response = client.generic("POST", "/api/v1/notes", "", JSON, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    problem(response, status=411, code="length_required")


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=0", [("/page", "out_of_range")]),
        ("page=x", [("/page", "out_of_range")]),
        ("page=%D9%A1", [("/page", "out_of_range")]),
        ("page=99999999999999999999", [("/page", "out_of_range")]),
        ("page_size=101", [("/page_size", "out_of_range")]),
        ("page=1&page=2", [("/page", "repeated")]),
        ("odd=1&least=x", [("/odd", "unknown"), ("/least", "invalid")]),
        ("ordering=color", [("/ordering", "invalid_choice")]),
        ("fields=stream,color", [("/fields", "unknown")]),
        ("q=%00", [("/q", "null_characters_not_allowed")]),
        ("a%00b=1", [("/a\0b", "null_characters_not_allowed")]),
        ("least=9223372036854775808", []),
    ],
)
def test_no_query_is_a_failure_of_ours(db: None, client: APIClient, query: str, errors: list[tuple[str, str]]) -> None:
    response = client.get(f"/api/v1/notes?{query}")
    if errors:
        body = problem(response, status=422, code="invalid_query")
        assert [(each["pointer"], each["code"]) for each in body["errors"]] == errors
    assert response.status_code < 500


def test_a_nul_in_a_path_is_no_path(db: None, client: APIClient) -> None:
    problem(client.get("/api/v1/notes/a%00b"), status=404, code="not_found")


def test_shows_only_the_fields_asked_for(db: None, client: APIClient) -> None:
    notes().create(stream="a", last_sequence=3)
    assert client.get("/api/v1/notes/a?fields=stream").json() == {"stream": "a"}
    assert client.get("/api/v1/notes?fields=last_sequence,kind").json()["items"] == [
        {"last_sequence": 3, "kind": "note"}
    ]
    assert client.delete("/api/v1/notes/a?fields=stream").status_code == 422
