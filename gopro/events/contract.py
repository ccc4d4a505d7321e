"""What a fact is: a frozen dataclass with a versioned name. Standard library only, since contracts import it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks personal data of the person whose id is in the field `of`: `Annotated[str, Personal("user_id")]`.

    On the way it is ciphertext. Once the person's key is destroyed it reads as the empty string.
    """

    of: str


NAME = re.compile(r"^(?P<room>[a-z]+)\.(?P<subject>[a-z_]+)\.(?P<fact>[a-z_]+)\.v(?P<version>[1-9]\d*)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A fact in the past tense. A subclass is a frozen, keyword-only dataclass of plain typed fields.

    `name` is `<room>.<subject>.<fact>.v<n>` and never changes; `aggregate` names the field whose value is the id of
    the thing that the fact is about. Facts about one thing are one stream, `<room>.<subject>:<id>`, and are heard in
    the order in which they were told. A `snapshot` tells all that the stream's earlier facts amount to, so that whoever
    missed them can begin with it; a fact that `ends` its aggregate is the last that matters. `activity` names the field
    with the id of the person whose doing the fact tells; it keys the stream of activities.
    """

    name: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""
    snapshot: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    activity: ClassVar[str] = ""

    @classmethod
    def room(cls) -> str:
        return _parts(cls)["room"]

    @classmethod
    def kind(cls) -> str:
        """`<room>.<subject>`: what a consumer hears, all of it."""
        parts = _parts(cls)
        return f"{parts['room']}.{parts['subject']}"

    def stream(self) -> str:
        identity: Any = getattr(self, self.aggregate)
        return f"{self.kind()}:{identity}"


def _parts(event_type: type[Event]) -> dict[str, str]:
    found = NAME.match(event_type.name)
    if not found:
        raise TypeError(f"{event_type.__qualname__}.name is {event_type.name!r}; say <room>.<subject>.<fact>.v1")
    return found.groupdict()


_checked: set[type[Event]] = set()
_personal: dict[type[Event], Mapping[str, Personal]] = {}


def check(event_type: type[Event]) -> None:
    """Raise TypeError where a contract is not one: its name, its aggregate, its personal data."""
    if event_type in _checked:
        return
    _parts(event_type)
    if event_type.aggregate not in {field.name for field in fields(event_type)}:
        raise TypeError(f"{event_type.__qualname__}.aggregate must name one of its fields")
    if event_type.activity and event_type.activity not in {field.name for field in fields(event_type)}:
        raise TypeError(f"{event_type.__qualname__}.activity must name one of its fields")
    _check_personal(event_type)
    _checked.add(event_type)


def personal_fields(event_type: type[Event]) -> Mapping[str, Personal]:
    """The fields that hold data of a person."""
    if event_type not in _personal:
        hints = get_type_hints(event_type, include_extras=True)
        marks = {field.name: _mark(hints[field.name]) for field in fields(event_type)}
        _personal[event_type] = {name: mark for name, mark in marks.items() if mark}
    return _personal[event_type]


def _mark(hint: Any) -> Personal | None:
    return next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Personal)), None)


def _check_personal(event_type: type[Event]) -> None:
    """Only whole fields of text can be encrypted, and it must be known whose they are."""
    hints = get_type_hints(event_type, include_extras=True)
    for field in fields(event_type):
        hint, place = hints[field.name], f"{event_type.__qualname__}.{field.name}"
        mark = _mark(hint)
        if mark is None and _marks_within(hint):
            raise TypeError(f"{place} has personal data within; mark a field of the fact itself")
        if mark and get_args(hint)[0] is not str:
            raise TypeError(f"{place} is personal, so it must be a str")
        if mark and hints.get(mark.of) is not UUID:
            raise TypeError(f"{place} is personal of {mark.of!r}, which must be a field of the fact, a UUID")


def _marks_within(hint: Any) -> bool:
    if get_origin(hint) is Annotated and _mark(hint):
        return True
    within = list(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        within += get_type_hints(hint, include_extras=True).values()
    return any(_marks_within(one) for one in within)


def subject_of(stream: str) -> str:
    """The id behind a stream's name."""
    return stream.partition(":")[2]


def kind_of(stream: str) -> str:
    return stream.partition(":")[0]
