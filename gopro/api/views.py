"""The base of every view: what an operation takes is declared once, checked here, and shown in the schema."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import views
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from gopro.api import etag, idempotency
from gopro.api.operations import Answer, Handler, Operation
from gopro.api.pagination import Cursors, Rows, Serialize, as_they_are
from gopro.api.sparse import FIELDS, chosen, sparse
from gopro.api.validation import validated_body, validated_query
from gopro.preconditions import Precondition

HANDLERS = ("get", "post", "put", "patch", "delete")


def operation(
    *,
    answers: Mapping[int, Answer],
    query: type[Serializer[Any]] | None = None,
    body: type[Serializer[Any]] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a method of a view. It finds its checked input in `self.query` and `self.body`."""

    def declare(method: Handler) -> Handler:
        declared = Operation(method=method.__name__, answers=answers, query=query, body=body)

        @functools.wraps(method)
        def handler(view: "APIView", request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view.perform(declared, request, functools.partial(method, view, request, *args, **kwargs))

        handler.operation = declared  # type: ignore[attr-defined] # read by the schema
        return handler

    return declare


class APIView(views.APIView):
    """`room` names the database of writes; with it they take Idempotency-Key.

    Say `idempotent = False` where an answer carries a secret, or where a refusal must leave a trace (log-in, refresh):
    the key keeps answers, and a refusal undoes everything inside its transaction.
    """

    room: ClassVar[str] = ""
    idempotent: ClassVar[bool] = True
    pagination_class: ClassVar[type[Cursors] | None] = None
    query: Mapping[str, Any]
    body: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in HANDLERS:
            if hasattr(cls, name) and not hasattr(getattr(cls, name), "operation"):
                raise TypeError(f"{cls.__qualname__}.{name} lacks @operation: undeclared input is never checked.")

    @property
    def if_match(self) -> Precondition:
        """What the caller last saw; a service checks it against the row that it has locked."""
        return etag.if_match(self.request)

    def paginate(self, rows: Rows, *, serialize: Serialize = as_they_are) -> Response:
        """The part of the rows that was asked for, as `pagination_class` says."""
        if self.pagination_class is None:
            raise TypeError(f"{type(self).__qualname__} has no pagination_class.")
        return self.pagination_class.respond(self.request, rows, serialize=serialize)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What nobody can do here is said before asking who wants to do it."""
        if str(request.method) not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def perform(self, declared: Operation, request: Request, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """Check what came in, then act: once for an Idempotency-Key."""
        self.query = validated_query(request.query_params, query=declared.query, also=self._also_taken(declared))
        if not self.takes_key(declared) or idempotency.HEADER not in request.headers:
            return self._act(declared, request, act)
        return idempotency.once(
            request,
            room=self.room,
            produce=lambda: self.finalize_response(request, self._act(declared, request, act)),
        )

    def takes_key(self, declared: Operation) -> bool:
        return bool(self.room) and self.idempotent and not declared.is_read

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Render here, inside the transaction of an idempotent write, and answer 304 where nothing changed."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(final, Response):
            final.render()
        is_read = request.method in {"GET", "HEAD"}
        final.headers.setdefault("Cache-Control", "private, no-cache" if is_read else "no-store")
        if not final["Cache-Control"].startswith("public"):
            patch_vary_headers(final, ["Authorization"])
        has_tag = final.status_code in {200, 201} and not final.streaming and bool(final.content)
        return etag.conditional(request, final) if has_tag else final

    def _act(self, declared: Operation, request: Request, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        if declared.body is not None:
            context = {"request": request, "view": self}
            self.body = validated_body(declared.body(data=request.data, partial=declared.is_partial, context=context))
        names = request.query_params.get(FIELDS) if declared.has_fields else None
        only = None if names is None else chosen(names, known=declared.fields)
        response = act()
        if only is not None and isinstance(response, Response):
            response.data = sparse(response.data, names=only, is_list=declared.is_list)
        return response

    def _also_taken(self, declared: Operation) -> frozenset[str]:
        """Parameters that are read elsewhere."""
        paging = self.pagination_class.names if self.pagination_class and declared.is_list else frozenset()
        return paging | frozenset({FIELDS}) if declared.has_fields else paging
