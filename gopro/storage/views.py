"""Addresses of files on the local disk; with a bucket there are none."""

from http import HTTPStatus
from typing import Any, BinaryIO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from rest_framework.request import Request
from rest_framework.response import Response

from gopro.api.access import PUBLIC
from gopro.api.views import APIView, operation
from gopro.storage.contract import FileNotThere, Shown, Stored
from gopro.storage.disk import DiskStore
from gopro.storage.grants import granted
from gopro.storage.ranges import OutOfRange, part_of
from gopro.storage.store import store

FILE = {"type": "string", "format": "binary", "description": "The file, or the part of it that `Range` asks for."}


class FileView(APIView):
    """The address itself is the permission: it was signed for whoever may."""

    access = PUBLIC

    @operation(answers={200: FILE, 206: FILE})
    def get(self, request: Request, token: str) -> HttpResponseBase:
        """A file of the local disk, by an address that was signed for a while."""
        disk, grant = _disk(), granted(token)
        found = disk.find(name=grant.name)
        if grant.shown is None or found is None:
            raise FileNotThere
        answer = _answer(request, disk.open(name=grant.name), found)
        for name, value in _headers(grant.shown, found).items():
            answer[name] = value
        return answer

    @operation(answers={204: None})
    def put(self, request: Request, token: str) -> Response:
        """Send what was announced to an address that was signed for it."""
        _disk().receive(token=token, content=request.stream or _Nothing(), content_type=str(request.content_type))
        return Response(status=204)


class _Nothing:
    """An empty body."""

    def read(self, size: int, /) -> bytes:
        return b""


def _disk() -> DiskStore:
    kept = store()
    if not isinstance(kept, DiskStore):
        raise FileNotThere
    return kept


def _answer(request: Request, file: BinaryIO, found: Stored) -> HttpResponseBase:
    header = request.headers.get("Range", "")
    if not header or request.headers.get("If-Range", _tag(found)) != _tag(found):
        return FileResponse(file)
    try:
        part = part_of(header, size=found.size)
    except OutOfRange:
        file.close()
        none = {"Content-Range": f"bytes */{found.size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=none)
    if part is None:
        return FileResponse(file)
    headers: Any = {"Content-Range": part.header(size=found.size), "Content-Length": str(part.length)}
    return StreamingHttpResponse(part.read(file), status=HTTPStatus.PARTIAL_CONTENT, headers=headers)


def _headers(shown: Shown, found: Stored) -> dict[str, str]:
    return {
        "Content-Type": shown.content_type,
        "Content-Disposition": content_disposition_header(not shown.is_inline, shown.file_name) or "inline",
        "Cache-Control": f"private, max-age={shown.max_age}, immutable",
        "ETag": _tag(found),
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _tag(found: Stored) -> str:
    return f'"{found.modified_at.timestamp():.6f}-{found.size}"'
