"""The base of every view: what an operation takes is declared once, checked here, and shown in the schema."""

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import views
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from gopro.api import admission, etag, idempotency
from gopro.api.access import Access, Who
from gopro.api.operations import Answer, Handler, Operation
from gopro.api.pagination import Cursors, Rows, Serialize, Total, as_they_are
from gopro.api.shared import Shared
from gopro.api.sparse import FIELDS, chosen, sparse
from gopro.api.validation import validated_body, validated_query
from gopro.preconditions import Precondition
from gopro.security import policy
from gopro.security.authentication import caller_of

IMPERSONATED_BY = "X-Impersonated-By"  # for the banner that every page shows while support is there
HANDLERS = ("get", "post", "put", "patch", "delete")


def operation(
    *,
    access: Access | None = None,
    answers: Mapping[int, Answer],
    query: type[Serializer[Any]] | None = None,
    body: type[Serializer[Any]] | None = None,
    shared: Shared | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a method of a view. It finds its checked input in `self.query` and `self.body`."""

    def declare(method: Handler) -> Handler:
        declared = Operation(
            method=method.__name__, access=access, answers=answers, query=query, body=body, shared=shared
        )

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

    `access` says who its operations are for, but for those that say it themselves.

    `scoped` names the methods that personal access tokens open, `impersonated` those for support that acts as somebody;
    None leaves it to the room, see `admission`.
    """

    room: ClassVar[str] = ""
    access: ClassVar[Access | None] = None
    idempotent: ClassVar[bool] = True
    scoped: ClassVar[Collection[str] | None] = None
    impersonated: ClassVar[Collection[str] | None] = None
    pagination_class: ClassVar[type[Cursors] | None] = None
    actor_id: UUID | None = None  # of support that acts as the caller
    query: Mapping[str, Any]
    body: Any

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in (name for name in HANDLERS if hasattr(cls, name)):
            declared: Operation | None = getattr(getattr(cls, name), "operation", None)
            if declared is None:
                raise TypeError(f"{cls.__qualname__}.{name} lacks @operation: undeclared input is never checked.")
            cls.access_of(declared)

    @property
    def if_match(self) -> Precondition:
        """What the caller last saw; a service checks it against the row that it has locked."""
        return etag.if_match(self.request)

    def paginate(self, rows: Rows, *, serialize: Serialize = as_they_are, total: Total | None = None) -> Response:
        """The part of the rows that was asked for, as `pagination_class` says; `total` is of all, if rows are some."""
        if self.pagination_class is None:
            raise TypeError(f"{type(self).__qualname__} has no pagination_class.")
        return self.pagination_class.respond(self.request, rows, serialize=serialize, total=total)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What nobody can do here is said before asking who wants to do it."""
        if str(request.method) not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        """Who may ask at all is declared with the operation; a question for its options alone is everybody's."""
        room, self.actor_id = admission.room_of(type(self)), caller_of(request).terms.actor_id
        admission.admit(request, room=room, methods=self.scoped, impersonated=self.impersonated)
        declared = getattr(getattr(self, str(request.method).lower(), None), "operation", None)
        if declared is not None:
            self.access_of(declared).admit(caller_of(request))

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

    @classmethod
    def access_of(cls, declared: Operation) -> Access:
        """What the operation says of itself, else what its view says of all of them."""
        access = declared.access or cls.access
        if access is None:
            raise TypeError(f"{cls.__qualname__}.{declared.method} lacks access=: nobody knows who it is for.")
        if declared.shared is not None and access.who is not Who.EVERYBODY:
            raise TypeError(f"{cls.__qualname__}.{declared.method} is not for everybody: its answers can't be shared.")
        return access

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
        if self.actor_id is not None:
            final.headers[IMPERSONATED_BY] = str(self.actor_id)
        if not final["Cache-Control"].startswith("public"):
            patch_vary_headers(final, ["Authorization"])
        has_tag = final.status_code in {200, 201} and not final.streaming and bool(final.content)
        return etag.conditional(request, final) if has_tag else final

    def _act(self, declared: Operation, request: Request, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        if declared.body is not None:
            context = {"request": request, "view": self}
            self.body = validated_body(declared.body(data=request.data, partial=declared.is_partial, context=context))
        if declared.shared is not None:
            return declared.shared.respond(request, self.kwargs, lambda: self._acted(declared, request, act))
        return self._acted(declared, request, act)

    def _acted(self, declared: Operation, request: Request, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        names = request.query_params.get(FIELDS) if declared.has_fields else None
        only = None if names is None else chosen(names, known=declared.fields)
        with policy.must_ask(self.access_of(declared).asked):
            response = act()
        if only is not None and isinstance(response, Response):
            response.data = sparse(response.data, names=only, is_list=declared.is_list)
        return response

    def _also_taken(self, declared: Operation) -> frozenset[str]:
        """Parameters that are read elsewhere."""
        paging = self.pagination_class.names if self.pagination_class and declared.is_list else frozenset()
        return paging | frozenset({FIELDS}) if declared.has_fields else paging
