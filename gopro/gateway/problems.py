"""Refusals of the front door, in the one error shape of the house: RFC 9457 problem+json."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

CONTENT_TYPE = b"application/problem+json"
TYPES = "/api/v1/problems/"


@dataclass(kw_only=True, eq=False)
class Refusal(Exception):
    """Why the front door says no: an HTTP status, a stable `code` for programs, a `detail` for people."""

    status: int
    code: str
    detail: str
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def title(self) -> str:
        return HTTPStatus(self.status).phrase


def body(refusal: Refusal, *, instance: str, request_id: str) -> bytes:
    problem: dict[str, Any] = {
        "type": TYPES + refusal.code,
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": instance,
        "code": refusal.code,
        "request_id": request_id,
    }
    return orjson.dumps(problem)


def headers(content: bytes, *, extra: tuple[tuple[bytes, bytes], ...] = ()) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", CONTENT_TYPE),
        (b"content-length", b"%d" % len(content)),
        (b"cache-control", b"no-store"),
        *extra,
    ]


def bad_request(code: str, detail: str) -> Refusal:
    return Refusal(status=400, code=code, detail=detail)


def not_found() -> Refusal:
    return Refusal(status=404, code="not_found", detail="There is nothing at this path.")


def method_not_allowed(allowed: frozenset[str]) -> Refusal:
    allow = ", ".join(sorted(allowed))
    detail = f"This path takes {allow}."
    return Refusal(status=405, code="method_not_allowed", detail=detail, headers=((b"allow", allow.encode()),))


def too_slow() -> Refusal:
    detail = "The request's body did not arrive in time."
    return Refusal(status=408, code="request_timeout", detail=detail, headers=((b"connection", b"close"),))


def too_large(limit: int) -> Refusal:
    detail = f"The body may have {limit} bytes at most."
    return Refusal(status=413, code="content_too_large", detail=detail, headers=((b"connection", b"close"),))


def target_too_long(limit: int) -> Refusal:
    return Refusal(status=414, code="uri_too_long", detail=f"Path and query may have {limit} bytes at most.")


def upgrade_required() -> Refusal:
    wanted = ((b"upgrade", b"websocket"), (b"connection", b"upgrade"))
    return Refusal(status=426, code="upgrade_required", detail="This path is a web socket.", headers=wanted)


def head_too_large(*, size: int, count: int) -> Refusal:
    detail = f"The headers may have {size} bytes and be {count} at most."
    return Refusal(status=431, code="request_header_fields_too_large", detail=detail)


def internal_error() -> Refusal:
    return Refusal(status=500, code="internal_error", detail="Something went wrong here, and has been noted.")


def upstream_broken() -> Refusal:
    return _away(502, "bad_gateway", "The service behind broke off without an answer. It may have done what was asked.")


def upstream_away() -> Refusal:
    return _away(503, "unavailable", "The service behind is away. Nothing was done; try again.")


def upstream_slow() -> Refusal:
    return _away(504, "gateway_timeout", "The service behind took too long. It may still do what was asked.")


def _away(status: int, code: str, detail: str) -> Refusal:
    return Refusal(status=status, code=code, detail=detail, headers=((b"retry-after", b"2"),))
