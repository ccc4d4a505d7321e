"""JSON in and out, by orjson: strict about what comes in, RFC 3339 in UTC going out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from gopro.api.validation import FieldError, InvalidValues, escaped
from gopro.errors import DomainError

OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
DEEPEST = 32


class ContentTooLarge(DomainError):
    """A body above the limit of its operation."""

    code = "content_too_large"
    title = "The body is too large"


class TooDeep(DomainError):
    """Nesting that serves nobody."""

    code = "malformed"
    title = f"JSON may be nested {DEEPEST} deep at most"


class JSONParser(BaseParser):
    """UTF-8 JSON within the limits of size and depth, without NUL characters, which PostgreSQL can't store."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read() if limit is None else stream.read(limit + 1)
        if limit is not None and len(raw) > limit:
            raise ContentTooLarge(f"The body may have {limit} bytes at most.")
        return loads(raw)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else dumps(data)


def loads(raw: bytes) -> Any:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as failure:
        raise ParseError(f"The body isn't JSON: {failure}.") from failure
    if raw.count(b"[") + raw.count(b"{") > DEEPEST:
        _check_depth(value)
    if b"\\u0000" in raw and (faults := tuple(_with_nul(value))):
        raise InvalidValues(*faults)
    return value


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain, option=OPTIONS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, QuerySet | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [child for each in level for child in _children(each)]
        if not level:
            return
    raise TooDeep


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _with_nul(value: Any, pointer: str = "") -> Iterator[FieldError]:
    if isinstance(value, str) and "\0" in value:
        yield FieldError(pointer=pointer, code="null_characters_not_allowed", detail="Null characters are not allowed.")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _with_nul(each, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _with_nul(key, f"{pointer}/{escaped(key)}")
            yield from _with_nul(each, f"{pointer}/{escaped(key)}")
