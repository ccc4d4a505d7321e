"""The form in which versions keep a question: what its author says, and nothing that says nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

EMPTY: Final[Mapping[str, Any]] = MappingProxyType(
    {"key": "", "kind": "", "prompt": "", "choices": [], "answers": [], "tolerance": "0", "explanation": ""}
)
# Members that came after questions had been hashed: kept where they say something, so that older ones keep their hash.
LATER: Final[Mapping[str, Any]] = MappingProxyType(
    {"matches": [], "relative_tolerance": "0", "strict": [], "pattern": ""}
)


def whole(question: Mapping[str, Any]) -> dict[str, Any]:
    """With every member."""
    return {**EMPTY, **LATER, **question}


def brief(question: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept and hashed."""
    return {name: value for name, value in question.items() if name not in LATER or value != LATER[name]}
