"""Facts to JSON and back: pydantic reads the dataclass' own types; unknown fields of newer tellers are passed over.

Personal data is encrypted with its person's key, so that what is kept or sent of a fact can be read by nobody once the
key is destroyed.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from gopro.events.contract import Event, Personal, personal_fields
from gopro.security import keys
from gopro.security.keys.errors import Tampered

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
    """Raises keys.errors.KeyDestroyed where it would say something of a person who was erased."""
    data: dict[str, Any] = _adapter(type(event)).dump_python(event, mode="json")
    for name, mark in personal_fields(type(event)).items():
        person: UUID = getattr(event, mark.of)
        data[name] = keys.encrypt(person, data[name], field=_place(type(event), name))
    return data


def decode(event_type: type[Event], data: Mapping[str, Any]) -> Event:
    """Personal data of somebody whose key is destroyed is the empty string."""
    try:
        return _adapter(event_type).validate_python(_deciphered(event_type, data), strict=False)
    except ValidationError as error:
        raise Undecodable(f"{event_type.name}: {_told(error)}") from None  # which would show what was decrypted


def personal_values(event_type: type[Event], data: Mapping[str, Any]) -> list[str]:
    """What the fact says of people, in clear."""
    clear = _deciphered(event_type, data)
    return [clear[name] for name in personal_fields(event_type) if isinstance(clear.get(name), str)]


def prefetch(facts: Iterable[tuple[type[Event], Mapping[str, Any]]]) -> None:
    """Learn in one round trip the keys that decoding these will ask for."""
    keys.prefetch(
        _person(event_type, data, mark)
        for event_type, data in facts
        for name, mark in personal_fields(event_type).items()
        if _is_ciphertext(data.get(name))
    )


def _deciphered(event_type: type[Event], data: Mapping[str, Any]) -> Mapping[str, Any]:
    marks = personal_fields(event_type)
    clear = {
        name: _decrypted(event_type, data, name=name, mark=mark)
        for name, mark in marks.items()
        if _is_ciphertext(data.get(name))  # facts told before there was encryption are in clear
    }
    return {**data, **clear} if clear else data


def _decrypted(event_type: type[Event], data: Mapping[str, Any], *, name: str, mark: Personal) -> str:
    person = _person(event_type, data, mark)
    try:
        return keys.decrypt(person, data[name], field=_place(event_type, name)) or ""
    except Tampered as error:
        raise Undecodable(f"{event_type.name}: {name}: {error}") from error


def _person(event_type: type[Event], data: Mapping[str, Any], mark: Personal) -> UUID:
    try:
        return UUID(data[mark.of])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Undecodable(f"{event_type.name}: {mark.of} is no person's id") from None


def _place(event_type: type[Event], name: str) -> str:
    """What ciphertext is bound to beside its person, so that one field's can't stand in another's place."""
    return f"{event_type.name}/{name}"


def _is_ciphertext(value: Any) -> bool:
    return isinstance(value, str) and keys.is_ciphertext(value)


def _told(error: ValidationError) -> str:
    """What is wrong where, without the values."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults)
