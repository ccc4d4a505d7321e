"""A fact of each type, the same at every run: what documents show, and what golden samples begin as."""

from collections.abc import Mapping
from typing import Any

type Schema = Mapping[str, Any]

BY_FORMAT = {"uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "date-time": "2026-01-31T12:00:00Z", "date": "2026-01-31"}
BY_TYPE = {"integer": 3, "number": 37.5, "boolean": True, "null": None}


def example(schema: Schema) -> dict[str, Any]:
    """Data of a fact, with every field."""
    return _properties(schema, root=schema)


def _properties(schema: Schema, *, root: Schema) -> dict[str, Any]:
    found = schema.get("properties", {})
    return {name: _value(one, name=name, root=root) for name, one in found.items()}


def _value(schema: Schema, *, name: str, root: Schema) -> Any:
    if "$ref" in schema:
        return _value(root["$defs"][schema["$ref"].rpartition("/")[2]], name=name, root=root)
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], name=name, root=root)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_value(schema["items"], name=name, root=root)]
    if schema.get("type") == "object":
        return _object(schema, name=name, root=root)
    return BY_FORMAT.get(schema.get("format", "")) or BY_TYPE.get(schema.get("type", ""), name.replace("_", "-"))


def _object(schema: Schema, *, name: str, root: Schema) -> dict[str, Any]:
    inner = schema.get("additionalProperties")
    if isinstance(inner, Mapping):
        return {name: _value(inner, name=name, root=root)}
    return _properties(schema, root=root)
