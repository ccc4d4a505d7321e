"""A fact of a made-up subject, and hearers of it in other rooms, for the length of a test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

import pytest

from gopro.database import atomic
from gopro.events import registry
from gopro.events.contract import Event
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted(Event):
    """Something was counted."""

    name: ClassVar[str] = "users.sample.counted.v1"
    aggregate: ClassVar[str] = "sample_id"
    sample_id: UUID
    number: int


@dataclass(kw_only=True)
class Hearer:
    """Remembers what it heard, and fails where it is told to."""

    heard: list[Event] = field(default_factory=list)
    fails: Callable[[Counted], bool] = lambda _: False

    def __call__(self, event: Counted) -> None:
        if self.fails(event):
            raise ValueError(f"can't take {event.number}")
        self.heard.append(event)

    @property
    def numbers(self) -> list[int]:
        return [event.number for event in self.heard if isinstance(event, Counted)]


@pytest.fixture
def subscribe() -> Iterator[Callable[..., Hearer]]:
    made: list[Subscription] = []

    def make(consumer: str = "progress", on_failure: OnFailure = OnFailure.HALT) -> Hearer:
        hearer = Hearer()
        made.append(Subscription(consumer=consumer, event_type=Counted, handler=hearer, on_failure=on_failure))
        registry.register(made[-1])
        return hearer

    yield make
    for subscription in made:
        registry.forget(subscription)


@pytest.fixture
def tell(db: None) -> Callable[..., None]:
    def tell(sample_id: UUID, *numbers: int) -> None:
        for number in numbers:
            with atomic("users"):
                publish(Counted(sample_id=sample_id, number=number))

    return tell
