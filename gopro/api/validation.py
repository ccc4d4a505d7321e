"""Strict input: what is unknown, read-only or wrong in a query or a body is refused, each with a JSON pointer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.settings import api_settings

from gopro.errors import Invalid


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldError:
    """One thing that is wrong: where (a JSON pointer, RFC 6901), which kind, and for people."""

    pointer: str
    code: str
    detail: str


class InvalidValues(Invalid):
    """A body whose faults have codes of their own."""

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(summary(errors))


class InvalidQuery(InvalidValues):
    """Query parameters that can't be taken; a pointer `/page` names the parameter `page`."""

    code: ClassVar[str] = "invalid_query"
    title: ClassVar[str] = "Some query parameters can't be taken"


def summary(errors: tuple[FieldError, ...]) -> str:
    if len(errors) != 1:
        return f"{len(errors)} values can't be taken; `errors` tells which." if errors else ""
    return f"{errors[0].pointer or 'The whole'}: {errors[0].detail}"


def flatten(detail: Any, *, pointer: str = "") -> Iterator[FieldError]:
    """Errors of nested serializers and lists, each with the pointer to its value."""
    if isinstance(detail, Mapping):
        for key, each in detail.items():
            whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from flatten(each, pointer=pointer if whole else f"{pointer}/{escaped(key)}")
    elif isinstance(detail, list | tuple):
        for index, each in enumerate(detail):
            is_leaf = isinstance(each, str)
            yield from flatten(each, pointer=pointer if is_leaf else f"{pointer}/{index}")
    else:
        yield FieldError(pointer=pointer, code=getattr(detail, "code", None) or "invalid", detail=str(detail))


def escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def validated_body(serializer: serializers.BaseSerializer[Any]) -> Any:
    """The values of a body; a field that is unknown or read-only is refused, not dropped."""
    data = getattr(serializer, "initial_data", None)
    unknown = tuple(_not_taken(serializer, data, pointer=""))
    wrong = () if serializer.is_valid() else tuple(flatten(serializer.errors))
    if unknown or wrong:
        raise InvalidValues(*unknown, *wrong)
    return serializer.validated_data


def _not_taken(field: Any, data: Any, *, pointer: str) -> Iterator[FieldError]:
    if isinstance(field, serializers.ListSerializer | serializers.ListField) and isinstance(data, list):
        for index, each in enumerate(data):
            yield from _not_taken(field.child, each, pointer=f"{pointer}/{index}")
    if not isinstance(field, serializers.Serializer) or not isinstance(data, Mapping):
        return
    for key, value in data.items():
        known, here = field.fields.get(key), f"{pointer}/{escaped(key)}"
        if known is None:
            yield FieldError(pointer=here, code="unknown", detail="There is no such field.")
        elif known.read_only:
            yield FieldError(pointer=here, code="read_only", detail="This field can't be written.")
        else:
            yield from _not_taken(known, value, pointer=here)


def validated_query(
    params: QueryDict, *, query: type[serializers.Serializer[Any]] | None, also: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The values of the query; `also` names what others read: the page, the fields."""
    fields: Mapping[str, Any] = query._declared_fields if query else {}
    errors = [_unknown_parameter(name) for name in params if name not in fields and name not in also]
    errors += [
        _repeated(name) for name, values in params.lists() if len(values) > 1 and not _takes_many(fields.get(name))
    ]
    values = {
        name: params.getlist(name) if _takes_many(fields[name]) else params[name] for name in params if name in fields
    }
    serializer = query(data=values) if query else None
    if serializer and not serializer.is_valid():
        errors += flatten(serializer.errors)
    if errors:
        raise InvalidQuery(*errors)
    return dict(serializer.validated_data) if serializer else {}


def _takes_many(field: Any) -> bool:
    return isinstance(field, serializers.ListField | serializers.MultipleChoiceField)


def _unknown_parameter(name: str) -> FieldError:
    return FieldError(pointer=f"/{escaped(name)}", code="unknown", detail="This operation has no such parameter.")


def _repeated(name: str) -> FieldError:
    return FieldError(pointer=f"/{escaped(name)}", code="repeated", detail="Give this parameter once.")


def errors_of_fields(fields: Mapping[str, str], *, code: str) -> tuple[FieldError, ...]:
    """The errors of a `DomainError`, whose `fields` are pointers already."""
    return tuple(FieldError(pointer=pointer, code=code, detail=detail) for pointer, detail in fields.items())
