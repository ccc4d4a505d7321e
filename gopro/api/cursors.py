"""Keyset cursors: a signed place in an ordering, from which a list goes on whatever was inserted meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from gopro.api.media import dumps
from gopro.api.validation import FieldError, InvalidQuery

type Rows = QuerySet[Any, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One column of the ordering, in PostgreSQL's order of NULLs: last when ascending, first when descending."""

    name: str
    descending: bool = False
    nullable: bool = True

    @property
    def spec(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any) -> Q:
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.descending else Q(pk__in=())
        if self.descending:
            return Q(**{f"{self.name}__lt": value})
        return Q(**{f"{self.name}__gt": value}) | self._nulls()

    def from_here(self, value: Any) -> Q:
        """Implied by the rest; lets an index begin at the right place."""
        if value is None:
            return Q()
        side = "lte" if self.descending else "gte"
        return Q(**{f"{self.name}__{side}": value}) | (Q() if self.descending else self._nulls())

    def _nulls(self) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if self.nullable else Q()


def keys_of(rows: Rows, *, order: Sequence[str] = ()) -> tuple[Key, ...]:
    """The columns of `order`, or of the rows' own ordering, and the id at the end."""
    specs = order or rows.query.order_by or rows.model._meta.ordering
    keys = [_key(rows, spec) for spec in specs]
    if not any(key.name in {"pk", rows.model._meta.pk.name} for key in keys):
        backwards = bool(keys) and keys[-1].descending
        keys.append(Key(name=rows.model._meta.pk.name, descending=backwards, nullable=False))
    return tuple(keys)


def following(rows: Rows, *, keys: tuple[Key, ...], after: Sequence[Any] | None) -> Rows:
    """The rows in order, from the one after the cursor's place."""
    ordered = rows.order_by(*(key.spec for key in keys))
    if after is None:
        return ordered
    ways = [_way(keys[: length + 1], after) for length in range(len(keys))]
    return ordered.filter(keys[0].from_here(after[0]), reduce(or_, ways))


def write(row: Any, *, keys: tuple[Key, ...]) -> str:
    """The place of a row, opaque and signed."""
    place = {"order": [key.spec for key in keys], "after": [_value(row, key.name) for key in keys]}
    return _signer().sign_object(place, serializer=Compact)


def read(cursor: str, *, keys: tuple[Key, ...]) -> list[Any] | None:
    """The place of a cursor; None for an empty one, which begins."""
    if not cursor:
        return None
    try:
        place = _signer().unsign_object(cursor, serializer=Compact)
    except (BadSignature, ValueError) as failure:
        raise _refused("This is no cursor of this API: take `next` of an answer.") from failure
    if place["order"] != [key.spec for key in keys]:
        raise _refused("This cursor belongs to another ordering: begin again with an empty one.")
    after: list[Any] = place["after"]
    return after


class Compact:
    """How a place is written inside the signature."""

    def dumps(self, place: Any) -> bytes:
        return dumps(place)

    def loads(self, data: bytes) -> Any:
        return orjson.loads(data)


def _signer() -> Signer:
    return Signer(salt="gopro.api.cursors")


def _refused(detail: str) -> InvalidQuery:
    return InvalidQuery(FieldError(pointer="/cursor", code="invalid_cursor", detail=detail))


def _way(keys: tuple[Key, ...], after: Sequence[Any]) -> Q:
    """Equal in all columns but the last, and beyond in that one."""
    *equal, last = zip(keys, after, strict=False)
    return reduce(and_, (key.same(value) for key, value in equal), Q()) & last[0].beyond(last[1])


def _key(rows: Rows, spec: Any) -> Key:
    if not isinstance(spec, str) or spec == "?":
        raise TypeError(f"A cursor needs columns or annotations to order by, not {spec!r}.")
    name = spec.lstrip("-+")
    return Key(name=name, descending=spec.startswith("-"), nullable=_is_nullable(rows, name))


def _is_nullable(rows: Rows, name: str) -> bool:
    try:
        return bool(getattr(rows.model._meta.get_field(name), "null", True))
    except FieldDoesNotExist:
        return name != "pk"


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    return reduce(getattr, name.split("__"), row)
