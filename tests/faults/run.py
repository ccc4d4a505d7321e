"""One fault, caused some times over: what a scenario may do, and what is counted afterwards."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from tests.faults.deployment import Deployment
from tests.faults.processes import wait_until
from tests.faults.traffic import Refused, Traffic, count
from tests.faults.verdict import HEARERS, Verdict, judge, settle
from tests.provisioning.brokers import Broker

ARRIVED = """
SELECT (SELECT count(*) FROM hearer.hearer_effect WHERE counter_id = %(counter)s)
    + (SELECT count(*) FROM echo.echo_effect WHERE counter_id = %(counter)s)
"""
OWED = """
SELECT (SELECT count(*) FROM teller.gopro_events_undelivered) + (SELECT count(*) FROM hearer.gopro_events_undelivered)
"""


@dataclass(kw_only=True)
class Run:
    deployment: Deployment
    rounds: int
    seed: int
    quiet: float = 20.0  # seconds without any movement after which what is missing is lost
    patience: float = 60.0  # seconds in which each single fact must have arrived
    is_long: bool = False
    kills: int = 0
    refused: list[str] = field(default_factory=list)
    refusals_asked_for: int = 0
    slowest_write: float = 0.0
    recoveries: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    acknowledged: dict[UUID, int] = field(default_factory=dict)
    total: int = 0
    but: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - no secret

    @contextmanager
    def traffic(self, **options: Any) -> Iterator[Traffic]:
        traffic = Traffic(deployment=self.deployment, seed=self.chance.getrandbits(32), **options)
        try:
            with traffic:
                yield traffic
        finally:
            self.take(traffic)

    def take(self, traffic: Traffic) -> None:
        self.refused += traffic.refusals
        self.slowest_write = max(self.slowest_write, traffic.slowest)
        self.total += traffic.total
        for counter, number in traffic.acknowledged.items():
            self.acknowledged[counter] = max(number, self.acknowledged.get(counter, 0))

    def start(self, *kinds: str, **plan: Any) -> None:
        for kind in kinds:
            self.deployment.start(kind, **plan)

    def new_counter(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def count(self, counter: UUID, *, until: float = 0.0, **manner: Any) -> int:
        """One count; with `until`, tried again for so many seconds."""
        deadline = time.monotonic() + until
        while True:
            try:
                reached = count(self.deployment, counter, **manner)
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                self.acknowledged[counter] = max(reached, self.acknowledged.get(counter, 0))
                self.total += 1
                return reached

    def probe(self, counter: UUID | None = None) -> float:
        """A fact told now: how long until both hearers have acted on it. The time until it is told is counted too."""
        began = time.monotonic()
        counter = counter or self.new_counter()
        reached = self.count(counter, until=self.patience)
        self.wait_for(counter, reached)
        self.latencies.append(time.monotonic() - began)
        return self.latencies[-1]

    def wait_for(self, counter: UUID, number: int, *, seconds: float | None = None) -> None:
        with self.deployment.connect() as connection:

            def has_arrived() -> bool:
                row = connection.execute(ARRIVED, {"counter": counter}).fetchone()
                return row is not None and row[0] >= number * len(HEARERS)

            wait_until(
                has_arrived, what=f"{counter} at {number}: to be noted by both", seconds=seconds or self.patience
            )

    @property
    def broker(self) -> Broker:
        assert self.deployment.broker is not None
        return self.deployment.broker

    def settle(self) -> None:
        settle(self.deployment, quiet=self.quiet)

    def caught_up(self) -> None:
        """Kafka is known as a sink, and nothing is owed to it or any other."""
        known = "SELECT count(*) FROM teller.gopro_events_destination WHERE name = 'kafka' AND caught_up_to >= since"
        wait_until(
            lambda: self.sql(known) == [(1,)] and self.sql(OWED) == [(0,)],
            what="the sinks to have every fact",
            seconds=120,
        )

    def recovered(self) -> None:
        """What was away is back now: how long until facts are told and heard again."""
        self.recoveries.append(self.probe())

    def sql(self, order: str, *values: object) -> list[tuple[Any, ...]]:
        with self.deployment.connect() as connection:
            cursor = connection.execute(order, values)
            return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """`refuses`: writers may be refused while it lasts, since what they write to is what is broken."""

    name: str
    act: Callable[[Run], None]
    is_small: bool = False
    refuses: bool = False
    needs_kafka: bool = False
    writes_within: float | None = None  # seconds in which each writer must have its answer
    within: float | None = None  # seconds in which each probe must arrive, since it is not concerned
    rounds: int | None = None  # where it is not kills that are counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    fault: str
    seed: int
    rounds: int
    kills: int
    verdict: Verdict
    refused: int
    slowest_write: float
    slowest_recovery: float
    slowest_fact: float
    seconds: float

    @property
    def figures(self) -> dict[str, Any]:
        figures = asdict(self)
        return {**figures, **figures.pop("verdict")}


def perform(fault: Fault, run: Run) -> Row:
    """Cause the fault on an empty deployment, let it settle, and count."""
    began = time.monotonic()
    plan = run.deployment.plan
    run.deployment.empty()
    run.deployment.plan = plan
    try:
        if fault.needs_kafka:
            run.deployment.with_kafka()
        fault.act(run)
        run.settle()
        verdict = judge(run.deployment, acknowledged=run.acknowledged, total=run.total, but=frozenset(run.but))
    finally:
        kills = run.kills + run.deployment.died()
        run.deployment.end_processes()
    return Row(
        fault=fault.name,
        seed=run.seed,
        rounds=run.rounds,
        kills=kills,
        verdict=verdict,
        refused=len(run.refused) - run.refusals_asked_for,
        slowest_write=round(run.slowest_write, 2),
        slowest_recovery=round(max(run.recoveries, default=0.0), 2),
        slowest_fact=round(max(run.latencies, default=0.0), 2),
        seconds=round(time.monotonic() - began, 1),
    )
