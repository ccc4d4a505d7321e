"""What a room can make anew: copies fed by facts alone, and figures counted from its own rows. Declared by the room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from gopro.events.codec import wire_type
from gopro.events.registry import Subscription, all_subscriptions

type Values = Mapping[str, Any]


def as_told(values: Values) -> Values:
    return values


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How a copy is compared with what it is a copy of: in the names of the source's snapshot.

    `fields` of the snapshot are kept in the copy; `held` answers them as the copy has them, for those subjects that
    it has; `keeps` says of a snapshot whether the copy should have it, `shaped` leaves what the copy keeps of it.
    """

    fields: tuple[str, ...]
    held: Callable[[Sequence[UUID]], Mapping[UUID, Values]]
    keeps: Callable[[Values], bool]
    shaped: Callable[[Values], Values] = as_told


@dataclass(frozen=True, kw_only=True, slots=True)
class Projection:
    """Rows that the handlers with `feeds=name` write, and nobody else.

    `subjects` has the models, parents first, each with the path to the id that its stream is about. A model is known
    again by its key where that is such an id, else by its first unique constraint. `reads` are the room's other models
    that the handlers look at.
    """

    name: str
    subjects: Mapping[type[Model], str]
    reads: tuple[type[Model], ...] = ()
    comparison: Comparison | None = None

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @property
    def root(self) -> type[Model]:
        return next(iter(self.subjects))

    def feeds(self) -> dict[str, list[Subscription]]:
        """The subscriptions that fill it, by the type of fact on the wire."""
        found: dict[str, list[Subscription]] = {}
        for subscription in all_subscriptions():
            if subscription.feeds == self.name:
                found.setdefault(wire_type(subscription.event_type), []).append(subscription)
        return found

    def kinds(self) -> list[str]:
        return sorted({one.event_type.kind() for found in self.feeds().values() for one in found})


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived:
    """Figures beside the rows that they are counted from. `recount` sets those of some rows right, in one transaction,
    and answers of how many rows they were wrong."""

    name: str
    model: type[Model]
    recount: Callable[[Sequence[UUID]], int]

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]


_declared: dict[str, Projection | Derived] = {}


def projection(declared: Projection | Derived) -> None:
    """Declare it, in a room's `services.projections`."""
    _declared[declared.name] = declared


def all_projections() -> list[Projection | Derived]:
    return [_declared[name] for name in sorted(_declared)]


def find(name: str) -> Projection | Derived | None:
    return _declared.get(name)
