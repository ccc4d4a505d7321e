"""What a fact is: a frozen dataclass with a versioned name. Standard library only, since contracts import it."""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks personal data of the person whose id is in the field `of`: `Annotated[str, Personal("user_id")]`."""

    of: str


NAME = re.compile(r"^(?P<room>[a-z]+)\.(?P<subject>[a-z_]+)\.(?P<fact>[a-z_]+)\.v(?P<version>[1-9]\d*)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A fact in the past tense. A subclass is a frozen, keyword-only dataclass of plain typed fields.

    `name` is `<room>.<subject>.<fact>.v<n>` and never changes; `aggregate` names the field whose value is the id of
    the thing that the fact is about. Facts about one thing are one stream, `<room>.<subject>:<id>`, and are heard in
    the order in which they were told.
    """

    name: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""

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


def check(event_type: type[Event]) -> None:
    """Raise TypeError where a contract is not one: its name, its aggregate."""
    _parts(event_type)
    if event_type.aggregate not in {field.name for field in fields(event_type)}:
        raise TypeError(f"{event_type.__qualname__}.aggregate must name one of its fields")


def subject_of(stream: str) -> str:
    """The id behind a stream's name."""
    return stream.partition(":")[2]


def kind_of(stream: str) -> str:
    return stream.partition(":")[0]
