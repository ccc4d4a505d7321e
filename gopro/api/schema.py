"""OpenAPI 3.1 from the declarations of the views, with the problems that every operation can answer."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from gopro.api import problems
from gopro.api.access import PUBLIC, Who
from gopro.api.media import dumps
from gopro.api.operations import Operation
from gopro.api.pagination import Cursors
from gopro.api.sparse import FIELDS
from gopro.api.views import APIView, operation

type Schema = dict[str, Any]

PREFIX = "/api/"
EDITS = frozenset({"put", "patch", "delete"})
TEXT = {"type": "string"}
PROBLEM: Schema = {
    "type": "object",
    "description": "A refusal (RFC 9457). `code` is stable; `detail` is for people.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        **dict.fromkeys(("title", "detail", "code", "request_id"), TEXT),
        **{name: {"type": "string", "format": "uri-reference"} for name in ("type", "instance")},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {"pointer": {"type": "string", "format": "json-pointer"}, "code": TEXT, "detail": TEXT},
            },
        },
    },
}
REFUSAL: Schema = {
    "description": "A refusal.",
    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class AutoSchema(SpectacularSchema):
    """Reads what `@operation` declared."""

    @property
    def declared(self) -> Operation | None:
        return getattr(getattr(self.view, self.method.lower(), None), "operation", None)

    def is_excluded(self) -> bool:
        return self.declared is None

    def get_request_serializer(self) -> Any:
        return self.declared.body if self.declared else None

    def get_response_serializers(self) -> Any:
        return dict(self.declared.answers) if self.declared else None

    def get_auth(self) -> list[Schema]:
        """A token, where the view takes one; `{}` says that it works without, too."""
        found: list[Schema] = [one for one in super().get_auth() if one]
        view: Any = self.view
        access = view.access_of(self.declared) if self.declared else None
        return [*found, {}] if access is None or access.who is Who.EVERYBODY else found

    def get_summary(self) -> str | None:
        return self._lines()[0] or None

    def get_description(self, *_: Any) -> str:
        return self._lines()[1]

    def get_paginated_name(self, serializer_name: str) -> str:
        view: Any = self.view
        paginator: type[Cursors] = view.pagination_class
        return f"{serializer_name}{paginator.suffix}"

    def get_override_parameters(self) -> list[Any]:
        if self.declared is None:
            return []
        return [*([self.declared.query] if self.declared.query else []), *_common(self.view, self.declared)]

    def _lines(self) -> tuple[str, str]:
        """The docstring's first line and the rest; the view's, where the method has none."""
        text: str = super().get_description()
        first, _, rest = text.strip().partition("\n")
        return first.rstrip("."), rest.strip()


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # its registration is untyped
    """How a caller signs in, for the docs."""

    target_class = "gopro.security.authentication.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class SchemaView(APIView):
    """The contract itself."""

    access = PUBLIC
    authentication_classes = ()

    @operation(answers={200: {"type": "object", "description": "An OpenAPI 3.1 document."}})
    def get(self, request: Request) -> HttpResponse:
        """This schema."""
        return HttpResponse(
            document(), content_type="application/json", headers={"Cache-Control": "public, max-age=60"}
        )


@cache
def document() -> bytes:
    """The schema of all that is routed here; it can't change while the process lives."""
    generator: Any = SchemaGenerator
    return dumps(generator().get_schema(request=None, public=True))


def only_the_contract(endpoints: Sequence[tuple[str, str, str, Callable[..., Any]]]) -> list[Any]:
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]


def add_problems(result: Schema, **_: Any) -> Schema:
    """Every operation can refuse; the shape is always the same."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("responses", {})["Problem"] = REFUSAL
    for path in result["paths"].values():
        for each in path.values():
            each["responses"].update({span: {"$ref": "#/components/responses/Problem"} for span in ("4XX", "5XX")})
    return result


def close_requests(result: Schema, **_: Any) -> Schema:
    """Unknown fields of a body are refused, so the schema says so."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result


def keep_enums_in_place(result: Schema, **_: Any) -> Schema:
    """No components for enums: their generated names collide and change. Spectacular's mark for them goes."""
    return {name: _without_mark(value) for name, value in result.items()}


def _without_mark(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_mark(each) for name, each in value.items() if name != "x-spec-enum-id"}
    return [_without_mark(each) for each in value] if isinstance(value, list) else value


def _common(view: Any, declared: Operation) -> list[OpenApiParameter]:
    """Parameters that the base view reads itself."""
    found = []
    if declared.has_fields:
        text = "Show these members only, separated by commas."
        found.append(OpenApiParameter(FIELDS, str, OpenApiParameter.QUERY, description=text))
    if view.takes_key(declared):
        text = "Makes the request safe to repeat: the same key and body give the stored answer for 24 hours."
        found.append(OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description=text))
    if declared.method in EDITS:
        text = "The `ETag` that was read; 412 if it was changed since."
        found.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description=text))
    return found
