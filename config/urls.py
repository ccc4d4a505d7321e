"""URLs of this process: those of the rooms here, and what every web process serves."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from gopro.staff.site import site_for


def _of_room(room: str) -> list[URLPattern | URLResolver]:
    patterns: list[URLPattern | URLResolver] = []
    if find_spec(f"apps.{room}.api.urls"):
        patterns.append(path("", include(f"apps.{room}.api.urls")))
    if find_spec(f"apps.{room}.admin"):
        patterns.append(path(f"admin/{room}/", site_for(room).urls))
    return patterns


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gopro.urls")),
    *[pattern for room in settings.ROOMS_HERE for pattern in _of_room(room)],
]

handler400 = "gopro.api.problems.bad_request"
handler403 = "gopro.api.problems.permission_denied"
handler404 = "gopro.api.problems.page_not_found"
handler500 = "gopro.api.problems.server_error"
