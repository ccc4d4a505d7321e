"""The way in and out: where staff sign in, where they go from there, never off this site, and where they sign out."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/admin/"
LOGIN = "/admin/login/"
LOGOUT = "/admin/sign-out/"
NEXT = "next"


def to_login(*, then: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{LOGIN}?{urlencode({NEXT: safe_next(then)})}")


def safe_next(wanted: str) -> str:
    """The wanted page if it is one of the staff's on this site, else their first page."""
    inside = wanted.startswith(HOME) and not wanted.startswith(LOGIN) and wanted.isprintable()
    return wanted if inside and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else HOME
