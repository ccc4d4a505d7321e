"""What an exception means to a caller: a status, a stable code, a title, a detail, headers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core import exceptions as django
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions as rest

from gopro import errors
from gopro.api import media
from gopro.api.validation import FieldError, InvalidValues, errors_of_fields, flatten

CHALLENGE = 'Bearer realm="gopro"'
NO_CONNECTION = "08000"
STATUSES: Mapping[type[errors.DomainError], int] = {
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    media.ContentTooLarge: 413,
    errors.Invalid: 422,
    errors.RateLimited: 429,
    errors.Unavailable: 503,
    errors.DomainError: 400,
}
REST_CODES: Mapping[type[rest.APIException], type[errors.DomainError]] = {
    rest.NotAuthenticated: errors.Unauthenticated,
    rest.AuthenticationFailed: errors.Unauthenticated,
    rest.PermissionDenied: errors.Forbidden,
    rest.NotFound: errors.NotFound,
}
CLASS_OF_SQLSTATE: Mapping[str, type[errors.DomainError]] = {
    "22": errors.Invalid,  # data exception: too long, out of range, not encodable
    "23505": errors.Conflict,  # unique
    "23P01": errors.Conflict,  # exclusion
    "23514": errors.Invalid,  # check
    "40": errors.Unavailable,  # deadlock, serialization: the same request may succeed now
    "53": errors.Unavailable,  # out of connections, memory or disk
    "55P03": errors.Unavailable,  # lock time-out
    "57": errors.Unavailable,  # statement time-out, server going down or coming up
    "08": errors.Unavailable,  # connection lost
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A failure, translated. A bug is logged as an error, a suspect as a warning: a service should have refused it."""

    status: int
    code: str
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    members: Mapping[str, object] = field(default_factory=dict)
    is_bug: bool = False
    is_suspect: bool = False


def refusal_of(failure: BaseException) -> Refusal:
    """By the first class of the exception's line of descent that has a translation."""
    for kind in type(failure).__mro__:
        if translate := TRANSLATIONS.get(kind):
            return translate(failure)
    return Refusal(
        status=500,
        code="internal_error",
        title="Something went wrong here",
        detail="The failure was logged under this request's id.",
        is_bug=True,
    )


def of_domain(failure: errors.DomainError, *, is_suspect: bool = False) -> Refusal:
    status = status_of(type(failure))
    found = (
        failure.errors if isinstance(failure, InvalidValues) else errors_of_fields(failure.fields, code=failure.code)
    )
    return Refusal(
        status=status,
        code=failure.code,
        title=failure.title,
        detail=failure.detail,
        headers=_headers(failure, status=status),
        errors=found,
        members=failure.members,
        is_suspect=is_suspect,
    )


def status_of(kind: type[errors.DomainError]) -> int:
    return next(STATUSES[base] for base in kind.__mro__ if base in STATUSES)


def _headers(failure: errors.DomainError, *, status: int) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": CHALLENGE}
    retry_after = getattr(failure, "retry_after", None)
    return {} if retry_after is None else {"Retry-After": str(math.ceil(retry_after))}


def _of_rest(failure: rest.APIException) -> Refusal:
    for kind, domain in REST_CODES.items():
        if isinstance(failure, kind):
            return of_domain(domain(_detail(failure)))
    status = HTTPStatus(failure.status_code)
    return Refusal(
        status=status,
        code=failure.default_code,
        title=status.phrase,
        detail=_detail(failure),
        is_bug=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def _detail(failure: rest.APIException) -> str:
    detail: Any = failure.detail
    return str(detail) if isinstance(detail, str) else "; ".join(each.detail for each in flatten(detail))


def _of_validation(failure: rest.ValidationError) -> Refusal:
    return of_domain(InvalidValues(*flatten(failure.detail)))


def _of_parse(failure: rest.ParseError) -> Refusal:
    return Refusal(status=400, code="malformed", title="The body can't be read", detail=_detail(failure))


def _of_throttled(failure: rest.Throttled) -> Refusal:
    return of_domain(errors.RateLimited(retry_after=math.ceil(getattr(failure, "wait", None) or 1)))


def _of_model_validation(failure: django.ValidationError) -> Refusal:
    """Django's own: fields by name, or messages about the whole."""
    if hasattr(failure, "error_dict"):
        found = [(name, message) for name, messages in failure.message_dict.items() for message in messages]
        return of_domain(InvalidValues(*(_field_error(name, message) for name, message in found)))
    return of_domain(InvalidValues(*(_field_error(django.NON_FIELD_ERRORS, message) for message in failure.messages)))


def _field_error(name: str, message: str) -> FieldError:
    pointer = "" if name == django.NON_FIELD_ERRORS else f"/{name}"
    return FieldError(pointer=pointer, code="invalid", detail=message)


def _of_database(failure: DatabaseError) -> Refusal:
    """The last net: what a service let through, and the database refused. Its words stay in the log."""
    state = getattr(failure.__cause__, "sqlstate", None) or NO_CONNECTION
    kind = CLASS_OF_SQLSTATE.get(state) or CLASS_OF_SQLSTATE.get(state[:2])
    if kind is None:
        return refusal_of(RuntimeError())
    return of_domain(kind(), is_suspect=True)


def _malformed(_: Exception) -> Refusal:
    return Refusal(status=400, code="malformed", title="The request can't be read", detail="The request is malformed.")


TRANSLATIONS: Mapping[type, Callable[[Any], Refusal]] = {
    errors.DomainError: of_domain,
    rest.ValidationError: _of_validation,
    rest.ParseError: _of_parse,
    rest.Throttled: _of_throttled,
    rest.APIException: _of_rest,
    Http404: lambda _: of_domain(errors.NotFound()),
    django.ObjectDoesNotExist: lambda _: of_domain(errors.NotFound(), is_suspect=True),
    django.PermissionDenied: lambda _: of_domain(errors.Forbidden()),
    django.RequestDataTooBig: lambda _: of_domain(media.ContentTooLarge()),
    django.SuspiciousOperation: _malformed,
    django.BadRequest: _malformed,
    MultiPartParserError: _malformed,
    UnreadablePostError: _malformed,
    django.ValidationError: _of_model_validation,
    OperationalError: _of_database,
    InterfaceError: _of_database,
    DataError: _of_database,
    IntegrityError: _of_database,
}
