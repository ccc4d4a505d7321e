"""The first page of the staff's, and the way out."""

from django.urls import URLPattern, URLResolver, path

from gopro.staff.site import house_site

urlpatterns: list[URLPattern | URLResolver] = [path("admin/", house_site().urls)]
