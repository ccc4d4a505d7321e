"""The routing table is sound, and each path of the contract has the room that the contract says."""

import pytest

from config.environment import Environment
from config.routes import ROOMS, TABLE, upstreams

CONTRACT = [
    ("GET", "/", "users"),
    ("GET", "/static/admin/css/base.css", "users"),
    ("GET", "/mail", "users"),
    ("GET", "/.well-known/jwks.json", "users"),
    ("GET", "/admin/", "users"),
    ("POST", "/admin/login/", "users"),
    ("GET", "/admin/users/account/1/change/", "users"),
    ("GET", "/admin/courses/", "courses"),
    ("GET", "/admin/progress/submission/", "progress"),
    ("GET", "/admin/notifications", "notifications"),
    ("GET", "/api/v1/schema", "users"),
    ("GET", "/api/v1/docs", "users"),
    ("GET", "/api/v1/redoc", "users"),
    ("GET", "/api/v1/problems/not_found", "users"),
    ("POST", "/api/v1/auth/login", "users"),
    ("GET", "/api/v1/auth/oauth/github/callback", "users"),
    ("PATCH", "/api/v1/users/me", "users"),
    ("POST", "/api/v1/users/import", "users"),
    ("GET", "/api/v1/users/imports/7/report", "users"),
    ("POST", "/admin/users/users/userimport/add/", "users"),
    ("GET", "/api/v1/courses", "courses"),
    ("POST", "/api/v1/courses/import", "courses"),
    ("GET", "/api/v1/courses/go/versions/1...2", "courses"),
    ("GET", "/api/v1/lessons/7/exercises", "courses"),
    ("GET", "/api/v1/exercises/7", "courses"),
    ("POST", "/api/v1/exercises/7/submit", "progress"),
    ("GET", "/api/v1/categories", "courses"),
    ("GET", "/api/v1/tags", "courses"),
    ("GET", "/api/v1/curriculum/lesson/7", "courses"),
    ("POST", "/api/v1/media", "courses"),
    ("DELETE", "/api/v1/enrollments/7", "progress"),
    ("GET", "/api/v1/submissions", "progress"),
    ("POST", "/api/v1/progress/me/lesson/7", "progress"),
    ("GET", "/api/v1/achievements/me", "progress"),
    ("GET", "/api/v1/leaderboards/weekly", "progress"),
    ("GET", "/api/v1/recommendations", "progress"),
    ("GET", "/api/v1/certificates/7/verify", "progress"),
    ("GET", "/api/v1/reports/courses/7", "progress"),
    ("GET", "/api/v1/notifications/count", "notifications"),
    ("POST", "/api/v1/notifications/unsubscribe/abc", "notifications"),
    ("GET", "/ws/notifications", "notifications"),
]


@pytest.mark.parametrize(("method", "path", "room"), CONTRACT)
def test_each_path_has_its_room(method: str, path: str, room: str) -> None:
    route = TABLE.match(method=method, segments=tuple(path[1:].split("/")))
    assert route is not None
    assert route.room == room
    assert (route.kind == "live") == path.startswith("/ws/")


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v2/courses", "/api/v1/coursesx", "/ws", "/ws/x", "/metrics", "/health/ready"]
)
def test_nothing_else_is_routed(path: str) -> None:
    assert TABLE.match(method="GET", segments=tuple(path[1:].split("/"))) is None


def test_the_table_is_sound() -> None:
    assert TABLE.validate(rooms=ROOMS) == []


def test_a_room_is_taken_out_by_its_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOPRO_WEB_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("GOPRO_LIVE_URL", "http://127.0.0.1:2")
    monkeypatch.setenv("GOPRO_UPSTREAM_PROGRESS", "http://127.0.0.1:3")
    monkeypatch.setenv("GOPRO_LIVE_UPSTREAM_NOTIFICATIONS", "http://127.0.0.1:4")
    found = upstreams(Environment())
    assert {room: origin[-1] for room, origin in found.web.items()} == {
        "users": "1", "courses": "1", "progress": "3", "notifications": "1",
    }  # fmt: skip
    assert {room: origin[-1] for room, origin in found.live.items()} == {
        "users": "2", "courses": "2", "progress": "2", "notifications": "4",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["api/v1/notifications/unsubscribe/abc", "api/v1/courses/previews/abc", "preview/abc"])
def test_the_credential_in_a_path_is_known_as_one(path: str) -> None:
    route = TABLE.match(method="GET", segments=tuple(path.split("/")))
    assert route is not None
    assert route.is_secret
