"""ETags: the version of the row, for lost updates, and a digest of the body, for 304; both in one strong tag."""

import re
from hashlib import blake2b

from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.request import Request
from rest_framework.response import Response

from gopro.preconditions import Precondition, version_tag

TAG = re.compile(r'(?P<weak>W/)?"(?P<opaque>[^"]*)"')
ANY = "*"


def versioned(response: Response, version: object) -> Response:
    """Tell the version of the row that is shown, so that `If-Match` can name it."""
    response.version = version  # type: ignore[attr-defined] # read by `tag`, as the body is
    return response


def tag(response: HttpResponse) -> str:
    """`"<version>.<body>"`, or `"<body>"` where no version was told."""
    body = blake2b(response.content, digest_size=8).hexdigest()
    version = getattr(response, "version", None)
    return f'"{body}"' if version is None else f'"{version_tag(version)}.{body}"'


def conditional(request: Request, response: HttpResponse) -> HttpResponse:
    """Add the tag to a rendered answer; a read of what the caller has already is a 304."""
    if "ETag" not in response:
        response["ETag"] = tag(response)
    seen = request.headers.get("If-None-Match", "")
    if request.method not in {"GET", "HEAD"} or not _names(seen, response["ETag"]):
        return response
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "Link"):
        if name in response:
            unchanged[name] = response[name]
    return unchanged


def if_match(request: Request) -> Precondition:
    """What `If-Match` asks: compared strongly, by the version in the tag, whatever else the body showed."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == ANY:
        return Precondition()
    strong = [found["opaque"] for found in TAG.finditer(header) if not found["weak"]]
    return Precondition(versions=frozenset(opaque.partition(".")[0] for opaque in strong))


def _names(header: str, etag: str) -> bool:
    """Weak comparison, as RFC 9110 wants for reads."""
    return header.strip() == ANY or etag.strip('"') in {found["opaque"] for found in TAG.finditer(header)}
