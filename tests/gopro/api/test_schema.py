"""The schema says what the views check, and its readers are served from here."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from gopro.api import schema as module


@pytest.fixture
def schema(client: APIClient) -> dict[str, Any]:
    module.document.cache_clear()
    response = client.get("/api/v1/schema")
    module.document.cache_clear()
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    body: dict[str, Any] = response.json()
    return body


def parameters(operation: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["in"], each["name"]) for each in operation.get("parameters", [])]


def test_is_openapi_3_1_of_the_api_only(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    assert {path for path in schema["paths"] if not path.startswith("/api/")} == set()
    assert "/api/v1/notes/{stream}" in schema["paths"]


def test_shows_all_that_an_operation_takes(schema: dict[str, Any]) -> None:
    assert parameters(schema["paths"]["/api/v1/notes"]["get"]) == [
        ("query", "page"),
        ("query", "page_size"),
        ("query", "cursor"),
        ("query", "ordering"),
        ("query", "least"),
        ("query", "tag"),
        ("query", "unread"),
        ("query", "fields"),
    ]
    assert parameters(schema["paths"]["/api/v1/notes"]["post"]) == [("header", "Idempotency-Key")]
    assert parameters(schema["paths"]["/api/v1/notes/{stream}"]["patch"]) == [
        ("path", "stream"),
        ("header", "Idempotency-Key"),
        ("header", "If-Match"),
    ]
    assert parameters(schema["paths"]["/api/v1/secret"]["post"]) == []
    assert parameters(schema["paths"]["/api/v1/values"]["get"])[:2] == [("query", "cursor"), ("query", "page_size")]


def test_an_operation_is_named_by_its_docstring(schema: dict[str, Any]) -> None:
    operation = schema["paths"]["/api/v1/notes"]["get"]
    assert (operation["summary"], operation["description"]) == ("List notes", "All of them.")


def test_every_operation_can_refuse(schema: dict[str, Any]) -> None:
    operations = [each for path in schema["paths"].values() for each in path.values()]
    assert len(operations) >= 10
    for operation in operations:
        for span in ("4XX", "5XX"):
            assert operation["responses"][span] == {"$ref": "#/components/responses/Problem"}
    assert schema["components"]["schemas"]["Problem"]["required"] == [
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "request_id",
    ]


def test_requests_are_closed_and_leave_out_what_is_read_only(schema: dict[str, Any]) -> None:
    request = schema["components"]["schemas"]["NoteRequest"]
    assert request["additionalProperties"] is False
    assert sorted(request["properties"]) == ["last_sequence", "steps", "stream", "tags"]
    assert schema["components"]["schemas"]["PatchedNoteRequest"].get("required", []) == []


def test_enums_stand_where_they_are_used(schema: dict[str, Any]) -> None:
    ordering = next(
        each for each in schema["paths"]["/api/v1/notes"]["get"]["parameters"] if each["name"] == "ordering"
    )
    assert ordering["schema"] == {
        "enum": ["stream", "-last_sequence"],
        "type": "string",
        "default": "stream",
        "minLength": 1,
    }


def test_lists_have_their_shape(schema: dict[str, Any]) -> None:
    answer = schema["paths"]["/api/v1/notes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    name = answer["$ref"].rpartition("/")[2]
    assert sorted(schema["components"]["schemas"][name]["properties"]) == ["items", "next", "pagination"]
    values = schema["paths"]["/api/v1/values"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert (name, values["$ref"]) == ("NotePage", "#/components/schemas/NoteCursor")


def test_signing_in_is_asked_where_it_is_needed(schema: dict[str, Any]) -> None:
    assert schema["paths"]["/api/v1/closed"]["get"]["security"] == [{"bearer": []}]
    assert schema["paths"]["/api/v1/notes"]["get"]["security"] == [{}]
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/redoc"])
def test_its_readers_come_from_here(client: APIClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    text = response.content.decode()
    assert "/static/drf_spectacular_sidecar/" in text
    assert "https://" not in text
