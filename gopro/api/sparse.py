"""Sparse answers: `?fields=id,title` shows these members only."""

from collections.abc import Mapping
from typing import Any

from gopro.api.validation import FieldError, InvalidQuery

FIELDS = "fields"


def chosen(text: str, *, known: frozenset[str]) -> frozenset[str]:
    """The names asked for, all of which must be members of what is shown."""
    names = frozenset(name.strip() for name in text.split(","))
    if unknown := sorted(names - known):
        detail = f"There is no {', '.join(map(repr, unknown))}. Choose from {', '.join(sorted(known))}."
        raise InvalidQuery(FieldError(pointer=f"/{FIELDS}", code="unknown", detail=detail))
    return names


def sparse(data: Any, *, names: frozenset[str], is_list: bool) -> Any:
    """The same answer with only these members, in an object or in each item of a list."""
    if not is_list:
        return _only(data, names)
    if isinstance(data, Mapping):
        return {**data, "items": [_only(item, names) for item in data["items"]]}
    return [_only(item, names) for item in data]


def _only(item: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in names}
