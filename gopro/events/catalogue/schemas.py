"""A contract as JSON Schema 2020-12, in a dialect small enough that two versions can be compared for certain."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from gopro.events.codec import wire_type
from gopro.events.contract import Event, personal_fields

DRAFT = "https://json-schema.org/draft/2020-12/schema"
BOUNDS = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems"}
)
ALLOWED = BOUNDS | {
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "pattern",
    "properties",
    "required",
    "type",
}

type Schema = dict[str, Any]


class OutOfDialect(TypeError):
    """A type whose schema can't be compared; a contract's fields are plainer."""


def schema_id(type_: str) -> str:
    """CloudEvents' `dataschema` of a fact's type."""
    return f"urn:gopro:schema:{type_}"


def schema_of(event_type: type[Event]) -> Schema:
    """`required` are the fields that every teller has ever written."""
    made = TypeAdapter(event_type).json_schema(mode="validation")
    definitions = made.pop("$defs", {})
    schema = {
        "$schema": DRAFT,
        "$id": schema_id(wire_type(event_type)),
        "title": event_type.__name__,
        "description": cleandoc(event_type.__doc__ or ""),
        "x-aggregate": event_type.aggregate,
        "x-snapshot": event_type.snapshot,
        "x-ends": event_type.ends,
        **_plain(made, at=event_type.name),
    }
    for name, mark in personal_fields(event_type).items():
        schema["properties"][name] = {"type": "string", "x-personal-of": mark.of}
    if definitions:
        schema["$defs"] = {name: _plain(one, at=name) for name, one in sorted(definitions.items())}
    return schema


def _plain(schema: Mapping[str, Any], *, at: str) -> Schema:
    """Without pydantic's titles. Raises OutOfDialect."""
    plain = {name: value for name, value in schema.items() if name not in {"title", "description"}}
    if odd := sorted(set(plain) - ALLOWED):
        raise OutOfDialect(f"{at}: JSON Schema's {', '.join(odd)} can't be compared between versions; say it plainer")
    if "properties" in plain:
        plain["properties"] = {name: _plain(one, at=f"{at}.{name}") for name, one in plain["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(plain.get(name), dict):
            plain[name] = _plain(plain[name], at=f"{at}.{name}")
    if "anyOf" in plain:
        plain["anyOf"] = [_plain(one, at=at) for one in plain["anyOf"]]
    return plain
