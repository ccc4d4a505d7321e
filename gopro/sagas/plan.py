"""What a saga is, declared as data by the room that owns it: steps, whose answers they wait for, and how to undo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What an act is given. `replies` are the answers taken so far, by step and source."""

    saga_id: UUID
    subject: UUID
    data: Mapping[str, Any]
    replies: Mapping[str, Mapping[str, Any]]


type Act = Callable[[Turn], Mapping[str, Any] | None]  # what it answers joins the saga's data


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step: `act` is one service of the owning room, inside its transaction, that may run twice.

    Then the step waits for a reply of each of `answers` (names of rooms), asking again at each `timeout`, at most
    `tries` times; or it waits for a time, `wait`; or for nothing. After the last try a person is needed, unless the
    step is `optional`. Once the `pivot` has acted there is only forward; before it `compensate` undoes what was done.
    """

    name: str
    act: Act
    answers: tuple[str, ...] = ()
    wait: timedelta | None = None
    timeout: timedelta = HOUR
    tries: int = 24
    optional: bool = False
    pivot: bool = False
    compensate: Act | None = None

    def __post_init__(self) -> None:
        if self.answers and self.wait is not None:
            raise TypeError(f"The step {self.name} waits for answers or for a time, not for both.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A kind of saga, `<room>.<verb>`. `alarms` are ages at which one that still goes on is reported."""

    kind: str
    steps: tuple[Step, ...]
    deadline: timedelta
    alarms: tuple[timedelta, ...] = ()

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def ages(self) -> tuple[timedelta, ...]:
        """When to alarm; the deadline is the last time."""
        return (*self.alarms, self.deadline)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)


_plans: dict[str, Plan] = {}


def declare(plan: Plan) -> Plan:
    """Make the plan known, when its room is loaded."""
    names = [step.name for step in plan.steps]
    if len(set(names)) != len(names) or sum(step.pivot for step in plan.steps) > 1:
        raise TypeError(f"{plan.kind}: each step has its own name, and one at most is the pivot.")
    if _plans.setdefault(plan.kind, plan) is not plan:
        raise TypeError(f"{plan.kind} is declared twice.")
    return plan


def withdraw(plan: Plan) -> None:
    """Forget a plan that was declared for the length of a test."""
    _plans.pop(plan.kind, None)


def plan_of(kind: str) -> Plan:
    return _plans[kind]


def plans_of(room: str) -> list[Plan]:
    return [plan for plan in _plans.values() if plan.room == room]


def all_plans() -> list[Plan]:
    return list(_plans.values())
