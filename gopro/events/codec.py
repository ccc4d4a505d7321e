"""Facts to JSON and back: pydantic reads the dataclass' own types; unknown fields of newer tellers are passed over."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from gopro.events.contract import Event

PREFIX = "gopro."  # what the wire adds to a contract's name


class Undecodable(ValueError):
    """The data is not of the contract's form; no retry will mend it."""


_adapters: dict[type[Event], TypeAdapter[Event]] = {}


def _adapter(event_type: type[Event]) -> TypeAdapter[Event]:
    """Built once a contract: building takes a thousand times longer than using it."""
    if event_type not in _adapters:
        _adapters[event_type] = TypeAdapter(event_type)
    return _adapters[event_type]


def wire_type(event_type: type[Event]) -> str:
    return PREFIX + event_type.name


def encode(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = _adapter(type(event)).dump_python(event, mode="json")
    return data


def decode(event_type: type[Event], data: dict[str, Any]) -> Event:
    try:
        return _adapter(event_type).validate_python(data, strict=False)
    except ValidationError as error:
        raise Undecodable(f"{event_type.name}: {error}") from error
