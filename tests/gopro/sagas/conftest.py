"""A made-up saga of three steps, whose acts note when they ran and fail where they are told to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.sagas import engine, plan, replies
from gopro.sagas.models import Outcome, Saga, SagaReply, SagaStep
from gopro.sagas.plan import Plan, Step, Turn
from gopro.testing.sagas import pass_time

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(kw_only=True)
class Story:
    """One kind of saga and what happened in it."""

    acted: list[str] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)  # how often yet
    subject: UUID = field(default_factory=uuid7)
    effect: Callable[[str], None] = lambda _: None  # what an act does besides
    plan: Plan = field(init=False)
    saga_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.plan = Plan(
            kind="users.sample",
            deadline=30 * DAY,
            alarms=(7 * DAY, 21 * DAY),
            steps=(
                Step(name="freeze", act=self.act("freeze"), wait=DAY, compensate=self.act("thaw")),
                Step(
                    name="ask",
                    act=self.act("ask"),
                    answers=("courses", "progress"),
                    timeout=HOUR,
                    tries=3,
                    compensate=self.act("unask"),
                ),
                Step(name="pivot", act=self.act("pivot"), pivot=True, tries=3),
                Step(name="collect", act=self.act("collect"), answers=("progress",), timeout=HOUR, tries=3),
                Step(name="letter", act=self.act("letter"), answers=("users",), timeout=HOUR, tries=2, optional=True),
            ),
        )

    def act(self, name: str) -> Callable[[Turn], dict[str, Any]]:
        def run(turn: Turn) -> dict[str, Any]:
            self.acted.append(name)
            if self.failing.get(name, 0):
                self.failing[name] -= 1
                raise ValueError(f"{name} fails for ada@example.org")
            self.effect(name)
            return {name: self.acted.count(name)}

        return run

    def start(self) -> Saga:
        with atomic("users"):
            saga, _ = engine.start(plan=self.plan, subject=self.subject)
        self.saga_id = saga.pk
        return saga

    def to(self, step: str) -> None:
        """Start, and go on until that step has acted."""
        self.start()
        if step == "freeze":
            return
        self.later(DAY)
        if step == "ask":
            return
        self.reply("ask", "courses")
        self.reply("ask", "progress")
        self.advance()  # the pivot waits for nothing, so "collect" has acted too
        if step == "letter":
            self.reply("collect", "progress")
            self.advance()

    def reply(self, step: str, source: str, **answer: Any) -> Outcome:
        with atomic("users"):
            return replies.reply(room="users", saga_id=self.saga_id, step=step, source=source, answer=answer)

    def refuse(self, step: str, source: str) -> Outcome:
        with atomic("users"):
            return replies.reply(room="users", saga_id=self.saga_id, step=step, source=source, refusal="not mine")

    def advance(self) -> None:
        engine.advance(room="users", saga_id=self.saga_id)

    def wait(self, span: timedelta) -> None:
        pass_time(span, room="users", saga_id=self.saga_id)

    def later(self, span: timedelta) -> None:
        self.wait(span)
        self.advance()

    def later_until(self, *states: str) -> None:
        for _ in range(50):
            if self.row.state in states:
                return
            self.later(HOUR)
        raise AssertionError(f"still {self.row.state}")

    @property
    def row(self) -> Saga:
        return Saga.objects.using("default").get(pk=self.saga_id)

    def step(self, name: str) -> SagaStep:
        return SagaStep.objects.using("default").get(saga_id=self.saga_id, name=name)

    def states(self) -> list[str]:
        return list(SagaStep.objects.using("default").filter(saga_id=self.saga_id).values_list("state", flat=True))

    def outcomes(self) -> list[tuple[str, str, str]]:
        rows = SagaReply.objects.using("default").filter(saga_id=self.saga_id).order_by("id")
        return list(rows.values_list("step", "source", "outcome"))


@pytest.fixture
def story() -> Iterator[Story]:
    made = Story()
    plan.declare(made.plan)
    yield made
    plan.withdraw(made.plan)


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What was logged, as entries."""
    with capture_logs() as entries:
        yield entries
