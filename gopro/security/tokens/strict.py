"""Claims by their exact type: a signed token of another program of the house must not pass by luck."""

from typing import Any
from uuid import UUID

from gopro.security.tokens.errors import TokenInvalid


def a_text(value: object) -> str:
    if not isinstance(value, str):
        raise TokenInvalid
    return value


def a_moment(value: object) -> int:
    if type(value) is not int:
        raise TokenInvalid
    return value


def a_bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise TokenInvalid
    return value


def a_uuid(value: object) -> UUID:
    """Only the canonical form: braces, urn: and bare digits are other spellings of the same person."""
    if not isinstance(value, str) or str(found := UUID(value)) != value:
        raise TokenInvalid
    return found


def a_dict(value: object, *, names: set[str] | None = None) -> dict[str, Any]:
    """With just these names, where they are told."""
    if not isinstance(value, dict) or (names is not None and set(value) != names):
        raise TokenInvalid
    return value


def texts(value: object) -> frozenset[str]:
    """A list of words, none of them empty."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise TokenInvalid
    return frozenset(value)
