"""Whether a released fact may change its form so: every reader, old and new, must read every fact, old and new.

A field may be added, if it may be absent; anything else is another fact, `.v2`, told beside the old one for a while.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gopro.events.catalogue.schemas import BOUNDS

type Schema = Mapping[str, Any]

REMEDY = "Released facts keep their form: make it a new contract, .v2, told beside this one until nobody hears this."
FIXED = {
    "x-aggregate": "belongs to another stream",
    "x-snapshot": "stands otherwise to the facts before it",
    "x-ends": "stands otherwise to the facts after it",
    "x-personal-of": "is otherwise marked as a person's",
    "pattern": "takes other values",
    **dict.fromkeys(BOUNDS, "has other bounds"),
}


def refusals(*, type_: str, old: Schema, new: Schema | None) -> list[str]:
    """Sentences that say what would break; none, if nothing does."""
    if new is None:
        return [f"{type_} was removed or renamed. {REMEDY}"]
    found = _differences(_resolved(old, old), _resolved(new, new), at="")
    return [f"{type_}: {at or 'the fact'} {what}. {REMEDY}" for at, what in found]


def _differences(old: Schema, new: Schema, *, at: str) -> Iterator[tuple[str, str]]:
    if _kind(old) != _kind(new):
        yield at, f"was {_kind(old)} and is {_kind(new)}"
        return
    for keyword, consequence in FIXED.items():
        if old.get(keyword) != new.get(keyword):
            yield at, consequence
    if _values(old) != _values(new):
        yield at, "takes other values"
    if "default" in old and "default" in new and old["default"] != new["default"]:
        yield at, "means something else where it is absent"
    yield from _fields(old, new, at=at)
    for keyword in ("items", "additionalProperties"):
        if isinstance(old.get(keyword), Mapping) and isinstance(new.get(keyword), Mapping):
            yield from _differences(old[keyword], new[keyword], at=f"{at}/*")
    for before, after in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False):
        yield from _differences(before, after, at=at)


def _fields(old: Schema, new: Schema, *, at: str) -> Iterator[tuple[str, str]]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in sorted(before):
        if name in after:
            yield from _differences(before[name], after[name], at=f"{at}/{name}")
        else:
            yield f"{at}/{name}", "was removed or renamed"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{at}/{name}", "is newly required (no default), and facts already told lack it"
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        if name in after:
            yield f"{at}/{name}", "may be absent from now on, and readers count on it"


def _values(schema: Schema) -> Any:
    """Those of a closed list, however short."""
    return schema.get("enum", [schema["const"]] if "const" in schema else None)


def _kind(schema: Schema) -> str:
    """The type, with what it is made of."""
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    name = "/".join(part for part in (schema.get("type", "anything"), schema.get("format")) if part)
    inner = [keyword for keyword in ("items", "additionalProperties") if isinstance(schema.get(keyword), Mapping)]
    return f"{name} ({', '.join(inner)})" if inner else name


def _resolved(schema: Any, root: Schema) -> Any:
    """With each reference replaced by what it means, so that a class of another name is the same form."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            return _resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
        return {name: _resolved(value, root) for name, value in schema.items() if name != "$defs"}
    return [_resolved(one, root) for one in schema] if isinstance(schema, list) else schema
