"""Every refusal has one shape, whoever refused and wherever."""

from typing import Any

import pytest
from rest_framework.test import APIClient
from structlog.testing import capture_logs

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def problem(response: Any, *, status: int, code: str) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert body.keys() - {"errors", "checks"} == MEMBERS
    assert body["type"] == f"/api/v1/problems/{code}"
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert "secret detail" not in response.content.decode()
    return body


@pytest.mark.parametrize(
    ("act", "status", "code"),
    [
        ("unauthenticated", 401, "unauthenticated"),
        ("forbidden", 403, "forbidden"),
        ("not_found", 404, "not_found"),
        ("conflict", 409, "conflict"),
        ("precondition_failed", 412, "precondition_failed"),
        ("invalid", 422, "invalid"),
        ("rate_limited", 429, "rate_limited"),
        ("unavailable", 503, "unavailable"),
        ("own", 409, "too_late"),
        ("http404", 404, "not_found"),
        ("denied", 403, "forbidden"),
        ("suspicious", 400, "malformed"),
        ("throttled", 429, "rate_limited"),
        ("model", 422, "invalid"),
        ("bug", 500, "internal_error"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/refusals/{}", "/api/v1/plain?act={}"])
def test_translates_each_failure_in_any_view(client: APIClient, path: str, act: str, status: int, code: str) -> None:
    body = problem(client.get(path.format(act)), status=status, code=code)
    assert body["instance"] == path.format(act).partition("?")[0]


@pytest.mark.parametrize(
    ("act", "status", "code"),
    [
        ("out_of_range", 422, "invalid"),
        ("unique", 409, "conflict"),
        ("deadlock", 503, "unavailable"),
        ("syntax", 500, "internal_error"),
    ],
)
def test_the_database_is_the_last_net(db: None, client: APIClient, act: str, status: int, code: str) -> None:
    problem(client.get(f"/api/v1/refusals/{act}"), status=status, code=code)


def test_a_row_that_is_not_there_is_not_found(db: None, client: APIClient) -> None:
    problem(client.get("/api/v1/notes/nothing"), status=404, code="not_found")


def test_names_title_and_detail_of_a_rooms_own_refusal(client: APIClient) -> None:
    body = client.get("/api/v1/refusals/own").json()
    assert (body["title"], body["detail"]) == ("It is too late for that", "Come earlier.")


def test_points_to_the_fields_of_a_refusal(client: APIClient) -> None:
    assert client.get("/api/v1/refusals/invalid").json()["errors"] == [
        {"pointer": "/email", "code": "invalid", "detail": "Taken."},
        {"pointer": "/a~1b/0", "code": "invalid", "detail": "Odd."},
    ]
    assert client.get("/api/v1/refusals/model").json()["errors"] == [
        {"pointer": "/name", "code": "invalid", "detail": "Too short."}
    ]


@pytest.mark.parametrize(
    ("act", "header", "value"),
    [
        ("unauthenticated", "WWW-Authenticate", 'Bearer realm="gopro"'),
        ("rate_limited", "Retry-After", "7"),
        ("unavailable", "Retry-After", "3"),
        ("throttled", "Retry-After", "2"),
    ],
)
def test_sends_the_header_that_belongs_to_the_status(client: APIClient, act: str, header: str, value: str) -> None:
    assert client.get(f"/api/v1/refusals/{act}").headers[header] == value


def test_logs_a_bug_with_its_trace_and_tells_nobody_else(client: APIClient) -> None:
    with capture_logs() as lines:
        body = client.get("/api/v1/refusals/bug").json()
    assert "errors" not in body
    assert body["detail"] == "The failure was logged under this request's id."
    [failure] = [line["exc_info"] for line in lines if line["log_level"] == "error"]
    assert str(failure) == "secret detail"


def test_a_test_sees_the_bug_itself() -> None:
    with pytest.raises(RuntimeError, match="secret detail"):
        APIClient().get("/api/v1/refusals/bug")


def test_refuses_who_has_no_token(client: APIClient) -> None:
    response = client.get("/api/v1/closed")
    problem(response, status=401, code="unauthenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="gopro"'


def test_refuses_a_bad_token(client: APIClient) -> None:
    response = client.get("/api/v1/stale", headers={"Authorization": "Bearer nonsense"})
    problem(response, status=401, code="stale_token")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="gopro", error="invalid_token"'


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/health/nowhere", "/.well-known/nowhere"])
def test_unknown_paths_are_problems_too(client: APIClient, settings: Any, path: str, debug: bool) -> None:
    settings.DEBUG = debug
    problem(client.get(path), status=404, code="not_found")


def test_pages_for_people_keep_their_pages(client: APIClient) -> None:
    response = client.get("/admin/nowhere")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/api/v1/plain", "/api/v1/refusals/own", "/health/live"])
def test_refuses_other_methods_and_tells_which_are_taken(client: APIClient, path: str) -> None:
    response = client.delete(path)
    problem(response, status=405, code="method_not_allowed")
    assert "GET" in response.headers["Allow"]


def test_tells_the_methods_of_a_path(client: APIClient) -> None:
    response = client.options("/api/v1/notes")
    assert (response.status_code, response.headers["Allow"], response.content) == (204, "GET, POST, HEAD, OPTIONS", b"")


def test_a_host_that_is_not_ours_is_a_problem(client: APIClient) -> None:
    problem(client.get("/api/v1/plain", headers={"Host": "evil.example"}), status=400, code="malformed")


def test_what_cannot_be_accepted_is_a_problem(client: APIClient) -> None:
    problem(client.get("/api/v1/notes", headers={"Accept": "text/csv"}), status=406, code="not_acceptable")


def test_a_type_leads_to_its_meaning(client: APIClient) -> None:
    assert client.get("/api/v1/problems/too_late").json() == {
        "code": "too_late",
        "title": "It is too late for that",
        "status": 409,
        "description": "A refusal of a room's own.",
    }
    problem(client.get("/api/v1/problems/nonsense"), status=404, code="not_found")
