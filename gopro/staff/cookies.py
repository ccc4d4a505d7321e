"""The cookie that holds a staff token: only for the staff's pages, out of reach of scripts."""

from datetime import timedelta

from django.conf import settings
from django.http.response import HttpResponseBase

NAME = "gopro_staff"
PATH = "/admin/"
LIFETIME = timedelta(hours=8)


def set_staff_cookie(response: HttpResponseBase, token: str) -> None:
    """`token` is signed for Use.STAFF and as long as LIFETIME."""
    response.set_cookie(
        NAME,
        token,
        max_age=LIFETIME,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def clear_staff_cookie(response: HttpResponseBase) -> None:
    response.delete_cookie(NAME, path=PATH, samesite="Lax")
