"""By Kafka: the teller in one process, its hearers in another; and both ways at once."""

import time
from collections.abc import Callable

from tests.faults import foreign
from tests.faults.run import Fault, Run

TELLER, HEARERS = ("teller",), ("hearer", "echo")
STEPS = (
    ("mirror: before it produces", "mirror", "gopro.kafka.sink:send_all:before"),
    ("mirror: produced, not acknowledged", "mirror", "gopro.kafka.sink:send_all:after"),
    ("mirror: acknowledged, before the mark", "mirror", "gopro.events.relay:_mark:before"),
    ("mirror: after the mark, before the commit", "mirror", "gopro.events.relay:_mark:after"),
    ("consumer: before the insert", "consume", "gopro.kafka.intake:take:before"),
    ("consumer: after the insert, before the offsets", "consume", "gopro.kafka.consumer:commit_offsets:before"),
    ("consumer: after the offsets", "consume", "gopro.kafka.consumer:commit_offsets:after"),
)
WRITES_WITHIN = 3.0  # seconds, on a machine that has other work too: no writer waits for a broker
SMALL = "mirror: acknowledged, before the mark"


def start_apart(run: Run, *, but: str = "") -> None:
    """The hearers run elsewhere: the one way to them is Kafka. Their own facts they relay to each other."""
    run.start("web", rooms=TELLER)
    run.start("inbox", "relay", rooms=HEARERS)
    if but != "mirror":
        run.start("mirror", rooms=TELLER)
    if but != "consume":
        run.start("consume", rooms=HEARERS)


def rooms_of(kind: str) -> tuple[str, ...]:
    return TELLER if kind == "mirror" else HEARERS


def crash(*, kind: str, point: str) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        start_apart(run, but=kind)
        with run.traffic():
            for _ in range(run.rounds):
                doomed = run.deployment.start(
                    kind, rooms=rooms_of(kind), die_at=(f"{point}:{run.chance.randint(1, 3)}",)
                )
                doomed.wait_for_death()
        run.start(kind, rooms=rooms_of(kind))
        run.recovered()
        mirrored(run)

    return act


def mirrored(run: Run) -> None:
    """Once everything has arrived: Kafka has every fact, in order, each stream in one partition."""
    run.settle()
    found = foreign.compare(run.deployment)
    assert (found.missing, found.disordered, found.split) == (0, 0, 0), found


def start_both(run: Run) -> None:
    """Everybody here, and everything by Kafka as well: two feeders for each inbox."""
    run.start("web", "relay", "inbox", "mirror")
    run.start("consume", consume="*")
    run.probe()
    run.caught_up()


def broker_away(*, leave: Callable[[Run], None], come: Callable[[Run], None]) -> Callable[[Run], None]:
    """Writes go on (`refused` is 0) and local delivery too; when it is back, the mirror catches up."""

    def act(run: Run) -> None:
        start_both(run)
        with run.traffic():
            for number in range(run.rounds):
                leave(run)
                ends = time.monotonic() + (60.0 if run.is_long and number == 0 else 3.0)
                while time.monotonic() < ends:
                    run.probe()
                    time.sleep(0.1)
                come(run)
                run.recovered()
        run.caught_up()
        mirrored(run)

    return act


def kill(run: Run) -> None:
    run.broker.kill()
    run.kills += 1


def rebalanced(run: Run) -> None:
    """Every two seconds one of three consumers goes and another comes."""
    start_apart(run)
    run.start("consume", "consume", rooms=HEARERS)
    with run.traffic():
        for _ in range(max(run.rounds, 3)):
            time.sleep(2)
            run.start("consume", rooms=HEARERS)
            oldest = run.deployment.of("consume")[0]
            oldest.stop()
    run.recovered()
    mirrored(run)


def all_again(run: Run) -> None:
    """The whole topic once more from offset 0: no effect is doubled."""
    start_apart(run)
    with run.traffic():
        time.sleep(2)
    run.probe()
    for _ in range(run.rounds):
        for consumer in run.deployment.of("consume"):
            consumer.stop()
        foreign.rewind(run.deployment, room="hearer")
        run.start("consume", rooms=HEARERS)
        run.recovered()


FAULTS = [
    *(
        Fault(name=f"kill -9, {name}", act=crash(kind=kind, point=point), needs_kafka=True, is_small=name == SMALL)
        for name, kind, point in STEPS
    ),
    Fault(
        name="broker kill -9",
        act=broker_away(leave=kill, come=lambda run: run.broker.start()),
        needs_kafka=True,
        writes_within=WRITES_WITHIN,
    ),
    Fault(
        name="broker stopped and started",
        act=broker_away(leave=lambda run: run.broker.stop(), come=lambda run: run.broker.start()),
        needs_kafka=True,
        writes_within=WRITES_WITHIN,
    ),
    Fault(
        name="broker suspended",
        act=broker_away(leave=lambda run: run.broker.suspend(), come=lambda run: run.broker.resume()),
        needs_kafka=True,
        writes_within=WRITES_WITHIN,
    ),
    Fault(name="consumers rebalanced every 2 s", act=rebalanced, needs_kafka=True),
    Fault(name="the whole topic again from offset 0", act=all_again, needs_kafka=True),
]
