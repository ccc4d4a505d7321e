"""The staff's pages with the sample room alone."""

from django.urls import URLPattern, URLResolver, include, path

from tests.gopro.staff.sample import ROOM, site

sample_site = site()
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gopro.staff.urls")),
    path(f"admin/{ROOM}/", sample_site.urls),
]
