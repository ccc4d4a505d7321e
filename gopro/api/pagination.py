"""Lists: pages for people, cursors for programs; the cost stays flat however long the list is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from gopro.api import cursors
from gopro.api.validation import FieldError, InvalidQuery

type Rows = QuerySet[Any, Any]
type Serialize = type[BaseSerializer[Any]] | Callable[[list[Any]], Sequence[Any]]

PAGE_SIZE = 10
LARGEST_PAGE = 100
DEEPEST_ROW = 1_000
EXACT_COUNT = 10_000
PARAMETERS = frozenset({"page", "page_size", "cursor"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """How many rows there are: exact while that is cheap, then what the planner thinks.

    Whoever counted them says `number`; whoever found out that they are too many to count, `is_estimated`.
    """

    rows: Rows
    number: int | None = None
    is_estimated: bool = False

    def counted(self) -> tuple[int, bool]:
        """And whether it is an estimate."""
        number = EXACT_COUNT + 1 if self.is_estimated else self.number
        if number is None:
            number = self.rows.order_by()[: EXACT_COUNT + 1].count()
        if number <= EXACT_COUNT:
            return number, False
        plan = orjson.loads(self.rows.order_by().explain(format="json"))
        return max(number, int(plan[0]["Plan"]["Plan Rows"])), True


def as_they_are(rows: list[Any]) -> list[Any]:
    """For rows of `.values()`, which are shown already."""
    return rows


def paginate(
    request: Request, rows: Rows, *, serialize: Serialize = as_they_are, total: Total | None = None
) -> Response:
    """A page of the rows; with `?cursor=` (empty to begin) the list goes on by cursor, without the depth limit.

    Where the rows are the best of more, `total` is of all of them.
    """
    if "cursor" in request.query_params:
        return paginate_by_cursor(request, rows, serialize=serialize)
    page, size = _number(request, "page", default=1, most=10**9), _page_size(request)
    first = (page - 1) * size
    if first >= DEEPEST_ROW:
        detail = f"Pages reach {DEEPEST_ROW} rows deep. Narrow the list, or go on with ?cursor=."
        raise InvalidQuery(FieldError(pointer="/page", code="too_deep", detail=detail))
    found = list(rows[first : first + size + 1])
    shown, has_next = found[:size], len(found) > size
    ends_here = not has_next and (page == 1 or (bool(shown) and total is None))
    items, is_estimate = (first + len(shown), False) if ends_here else (total or Total(rows=rows)).counted()
    pages = {"page": page, "page_size": size, "total_items": items, "total_pages": math.ceil(items / size)}
    ends = {"total_is_estimate": is_estimate, "has_next": has_next, "has_prev": page > 1}
    return Response({"items": _serialized(request, shown, serialize), "pagination": pages | ends})


def paginate_by_cursor(
    request: Request, rows: Rows, *, order: Sequence[str] = (), serialize: Serialize = as_they_are
) -> Response:
    """The rows after the cursor, in `order` or their own; the id decides between equals."""
    if "page" in request.query_params:
        detail = "This list goes on by cursor: take `next` of the last answer."
        raise InvalidQuery(FieldError(pointer="/page", code="not_with_cursor", detail=detail))
    size = _page_size(request)
    keys = cursors.keys_of(rows, order=order)
    after = cursors.read(request.query_params.get("cursor", ""), keys=keys)
    found = list(cursors.following(rows, keys=keys, after=after)[: size + 1])
    shown = found[:size]
    following = cursors.write(shown[-1], keys=keys) if len(found) > size else None
    return Response({"items": _serialized(request, shown, serialize), "next": following})


def _page_size(request: Request) -> int:
    return _number(request, "page_size", default=PAGE_SIZE, most=LARGEST_PAGE)


def _number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= most):
        detail = f"A whole number from 1 to {most}."
        raise InvalidQuery(FieldError(pointer=f"/{name}", code="out_of_range", detail=detail))
    return int(text)


def _serialized(request: Request, rows: list[Any], serialize: Serialize) -> Sequence[Any]:
    if not isinstance(serialize, type):
        return serialize(rows)
    data: Sequence[Any] = serialize(rows, many=True, context={"request": request}).data
    return data


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


SIZE_PARAMETER = _parameter(
    "page_size", "Rows in an answer.", type="integer", minimum=1, maximum=LARGEST_PAGE, default=10
)
PAGE_PARAMETER = _parameter("page", f"Pages reach {DEEPEST_ROW} rows deep.", type="integer", minimum=1, default=1)
CURSOR_PARAMETER = _parameter(
    "cursor", "`next` of the answer before; empty to begin. The answer then has `next`.", type="string"
)
NEXT = {"type": ["string", "null"], "description": "The cursor of what follows; null at the end."}


class Cursors(BasePagination):
    """`pagination_class` of a list that grows without bound: `?cursor=` only."""

    suffix = "Cursor"
    parameters: tuple[dict[str, Any], ...] = (CURSOR_PARAMETER, SIZE_PARAMETER)
    names = PARAMETERS - {"page"}

    @staticmethod
    def respond(request: Request, rows: Rows, *, serialize: Serialize, total: Total | None = None) -> Response:  # noqa: ARG004 - of pages
        return paginate_by_cursor(request, rows, serialize=serialize)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {"type": "object", "required": ["items", "next"], "properties": {"items": schema, "next": NEXT}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [dict(parameter) for parameter in self.parameters]


class Pages(Cursors):
    """`pagination_class` of a list with pages, which takes `?cursor=` too."""

    suffix = "Page"
    parameters = (PAGE_PARAMETER, SIZE_PARAMETER, CURSOR_PARAMETER)
    names = PARAMETERS

    @staticmethod
    def respond(request: Request, rows: Rows, *, serialize: Serialize, total: Total | None = None) -> Response:
        return paginate(request, rows, serialize=serialize, total=total)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        numbers = {name: {"type": "integer"} for name in ("page", "page_size", "total_items", "total_pages")}
        flags = {name: {"type": "boolean"} for name in ("total_is_estimate", "has_next", "has_prev")}
        pagination = {"type": "object", "required": [*numbers, *flags], "properties": numbers | flags}
        properties = {"items": schema, "pagination": pagination, "next": NEXT}
        return {
            "type": "object",
            "required": ["items"],
            "description": "`pagination` with pages, `next` with `?cursor=`.",
            "properties": properties,
        }
