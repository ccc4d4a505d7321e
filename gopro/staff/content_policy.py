"""What a page of the staff's may load and speak to: this house, and where its files are."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gopro.staff.cookies import PATH
from gopro.storage.store import store

HEADER = "Content-Security-Policy"


class ContentPolicyMiddleware:
    """Pages come with scripts and styles of their own inside, and Alpine makes functions out of attributes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(PATH):
            response.headers.setdefault(HEADER, content_policy(files=store().origin))
        return response


def content_policy(*, files: str) -> str:
    """`files` is the origin of the bucket that browsers send files to and show them from, if there is one."""
    sources = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": f"'self' data: blob: {files}",
        "media-src": f"'self' {files}",
        "connect-src": f"'self' {files}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {allowed}".rstrip() for name, allowed in sources.items())
