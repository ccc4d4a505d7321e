"""A fact of a made-up subject, and hearers of it in other rooms, for the length of a test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import connections

from gopro.database import alias_of, atomic
from gopro.events import failures, registry
from gopro.events.contract import Event
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription
from gopro.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted(Event):
    """Something was counted."""

    name: ClassVar[str] = "users.sample.counted.v1"
    aggregate: ClassVar[str] = "sample_id"
    sample_id: UUID
    number: int


@dataclass(kw_only=True)
class Hearer:
    """Writes down what it heard, in the transaction of its room, and fails where it is told to."""

    consumer: str = "progress"
    table: str = field(default_factory=lambda: f"heard_{uuid7().hex}")
    fails: Callable[[Counted], bool] = lambda _: False

    def __post_init__(self) -> None:
        self._run(f"CREATE TABLE {self.table} (place bigserial, sample_id uuid, number int)")

    def __call__(self, event: Counted) -> None:
        if self.fails(event):
            raise ValueError(f"can't take {event.number}")
        self._run(f"INSERT INTO {self.table} (sample_id, number) VALUES (%s, %s)", event.sample_id, event.number)  # noqa: S608 - ours

    @property
    def heard(self) -> list[Counted]:
        rows = self._run(f"SELECT sample_id, number FROM {self.table} ORDER BY place")  # noqa: S608 - ours
        return [Counted(sample_id=sample_id, number=number) for sample_id, number in rows]

    @property
    def numbers(self) -> list[int]:
        return [event.number for event in self.heard]

    def _run(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with connections[alias_of(self.consumer)].cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture(autouse=True)
def long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure a stream waits until the test says that the pause is over, however slow the machine is."""
    monkeypatch.setattr(failures, "pause_seconds", lambda _: 3600.0)


@pytest.fixture
def subscribe(db: None) -> Iterator[Callable[..., Hearer]]:
    made: list[Subscription] = []

    def make(consumer: str = "progress", on_failure: OnFailure = OnFailure.HALT) -> Hearer:
        hearer = Hearer(consumer=consumer)
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
