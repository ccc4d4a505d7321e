"""The one routing table: which room answers which path, on the terms of `gopro.gateway.table.Route`. Django-free."""

from config.environment import Environment
from gopro.gateway.table import MEBIBYTE, SAFE, Route, Table
from gopro.gateway.upstreams import Upstreams

ROOMS = ("users", "courses", "progress", "notifications")

API = "/api/v1"

# Any web serves these, since every process has the same code; users is asked first.
SHARED = (
    Route(template="/", room="users", methods=SAFE),
    Route(template="/static/*", room="users", methods=SAFE),
    Route(template="/mail/*", room="users"),
    Route(template="/admin/*", room="users", timeout=30),
    Route(template=f"{API}/schema/*", room="users", methods=SAFE, timeout=30),
    Route(template=f"{API}/docs/*", room="users", methods=SAFE),
    Route(template=f"{API}/redoc/*", room="users", methods=SAFE),
    Route(template=f"{API}/problems/{{code}}", room="users", methods=SAFE),
)
ADMIN = tuple(Route(template=f"/admin/{room}/*", room=room, timeout=30, body_limit=16 * MEBIBYTE) for room in ROOMS)
USERS = (
    Route(template="/.well-known/jwks.json", room="users"),
    Route(template="/account/*", room="users"),
    Route(template=f"{API}/auth/*", room="users"),
    Route(template=f"{API}/users/*", room="users"),
    Route(template=f"{API}/users/import", room="users", timeout=120, body_limit=65 * MEBIBYTE),
    Route(template="/admin/users/users/userimport/*", room="users", timeout=120, body_limit=65 * MEBIBYTE),
    Route(template=f"{API}/users/me/avatar", room="users", timeout=30, body_limit=5 * MEBIBYTE),
)
COURSES = (
    Route(template=f"{API}/courses/*", room="courses"),
    Route(template=f"{API}/courses/import", room="courses", timeout=120, body_limit=64 * MEBIBYTE),
    Route(template=f"{API}/courses/previews/{{token}}", room="courses", methods=SAFE),
    Route(template="/preview/{token}", room="courses", methods=SAFE),
    Route(template=f"{API}/courses/{{id}}/export", room="courses", timeout=60),
    Route(template=f"{API}/lessons/*", room="courses"),
    Route(template=f"{API}/banks/*", room="courses"),
    Route(template=f"{API}/exercises/*", room="courses"),
    Route(template=f"{API}/sections/*", room="courses"),
    Route(template=f"{API}/categories/*", room="courses"),
    Route(template=f"{API}/skills/*", room="courses"),
    Route(template=f"{API}/tags/*", room="courses"),
    Route(template=f"{API}/curriculum/*", room="courses"),
    Route(template=f"{API}/media/*", room="courses", timeout=60),
    Route(template="/files/{token}", room="courses", timeout=120, body_limit=64 * MEBIBYTE),
)
PROGRESS = (
    Route(template=f"{API}/exercises/{{id}}/submit", room="progress"),
    Route(template=f"{API}/exercises/{{id}}/draw", room="progress"),
    Route(template=f"{API}/enrollments/*", room="progress"),
    Route(template=f"{API}/submissions/*", room="progress"),
    Route(template=f"{API}/progress/*", room="progress"),
    Route(template=f"{API}/achievements/*", room="progress"),
    Route(template=f"{API}/leaderboards/*", room="progress"),
    Route(template=f"{API}/recommendations/*", room="progress"),
    Route(template=f"{API}/certificates/*", room="progress"),
    Route(template=f"{API}/reports/*", room="progress", timeout=60),
)
NOTIFICATIONS = (
    Route(template=f"{API}/notifications/*", room="notifications"),
    Route(template=f"{API}/notifications/unsubscribe/{{token}}", room="notifications"),
    Route(template="/ws/notifications", room="notifications", kind="live", body_limit=64 * 1024),
)

TABLE = Table((*SHARED, *ADMIN, *USERS, *COURSES, *PROGRESS, *NOTIFICATIONS))


def upstreams(environment: Environment) -> Upstreams:
    """Where each room is served now."""
    return Upstreams(
        web={room: environment.upstream_of(room) for room in ROOMS},
        live={room: environment.live_upstream_of(room) for room in ROOMS},
    )
