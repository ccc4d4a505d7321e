"""Who tells and who hears: filled by importing each room's contracts and handlers, never kept by hand."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.apps import apps

from gopro.events.codec import wire_type
from gopro.events.contract import Event, check

type Handler = Callable[..., None]


class OnFailure(StrEnum):
    """What becomes of a fact whose handler fails to the last try."""

    HALT = "halt"  # its stream waits for a person: for state that later facts build on
    SKIP = "skip"  # it goes to the dead letters and the stream goes on: for notices


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    consumer: str
    event_type: type[Event]
    handler: Handler
    on_failure: OnFailure
    feeds: str = ""


_subscriptions: dict[tuple[str, str], list[Subscription]] = defaultdict(list)


def subscribe[E: Event](
    event_type: type[E], *, on_failure: OnFailure = OnFailure.HALT, feeds: str = ""
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Hear a fact. The handler runs in a transaction of its room; it may run again, its effect is there once.

    `feeds` names the projection whose rows are all that the handler writes; `manage.py rebuild` runs it again.
    """

    def hear(handler: Callable[[E], None]) -> Callable[[E], None]:
        room = apps.get_containing_app_config(handler.__module__)
        if room is None:
            raise TypeError(f"{handler.__module__} is in no installed room")
        register(
            Subscription(
                consumer=room.label, event_type=event_type, handler=handler, on_failure=on_failure, feeds=feeds
            )
        )
        return handler

    return hear


def register(subscription: Subscription) -> None:
    check(subscription.event_type)
    _subscriptions[subscription.consumer, wire_type(subscription.event_type)].append(subscription)


def forget(subscription: Subscription) -> None:
    _subscriptions[subscription.consumer, wire_type(subscription.event_type)].remove(subscription)


def subscriptions(*, consumer: str, wire_name: str) -> list[Subscription]:
    return _subscriptions.get((consumer, wire_name), [])


def all_subscriptions() -> list[Subscription]:
    return [one for found in _subscriptions.values() for one in found]


def consumers_of(kind: str) -> list[str]:
    """Rooms that hear any fact of this subject, and so receive all of them."""
    return sorted({one.consumer for one in all_subscriptions() if one.event_type.kind() == kind})


def event_types() -> dict[str, type[Event]]:
    """Every contract by its name on the wire."""
    return {wire_type(found): found for found in _subclasses(Event) if found.name}


@cache
def event_type(wire_name: str) -> type[Event] | None:
    return event_types().get(wire_name)


def _subclasses(base: type[Event]) -> list[type[Event]]:
    direct = [one for one in base.__subclasses__() if "__slots__" in one.__dict__]
    return direct + [deeper for one in direct for deeper in _subclasses(one)]
