"""A process that is suspended while it holds a shard: who takes over and when, and what it does when it wakes."""

import time
from collections.abc import Callable

from tests.faults.processes import wait_until
from tests.faults.run import Fault, Run

TAKEN_OVER = 8.0  # seconds, with thirty writes in them and on a machine that has other work too; 2 s is what is meant


def suspended(*, kind: str, point: str) -> Callable[[Run], None]:
    """It stops itself in the middle of its work; the other of its kind was there all the time."""

    def act(run: Run) -> None:
        others = [other for other in ("relay", "inbox") if other != kind]
        run.start("web", *others, *others)
        for number in range(1, run.rounds + 1):
            _once(run, kind=kind, point=point, number=number)
        run.start(kind)
        run.recovered()

    return act


def _once(run: Run, *, kind: str, point: str, number: int) -> None:
    with run.traffic(writers=2, rest=0.1) as traffic:
        other = run.deployment.start(kind)
        run.recovered()
        sleeper = run.deployment.start(kind, stop_at=(f"{point}:{run.chance.randint(1, 4)}",))
        wait_until(lambda: run.deployment.died() >= number, what=f"{kind}: to suspend itself")
        began = time.monotonic()
        for counter, reached in [(each, run.count(each)) for each in traffic.ids]:  # also of the shards that are held
            run.wait_for(counter, reached)
        run.latencies.append(time.monotonic() - began)
        _sleep_on(run, until=began + (30.0 if run.is_long and number == 1 else 3.0))
        sleeper.resume()
        other.stop()  # the late one carries on alone
        run.recovered()
    sleeper.kill()


def _sleep_on(run: Run, *, until: float) -> None:
    while time.monotonic() < until:
        run.probe()
        time.sleep(0.2)


FAULTS = [
    Fault(
        name="relay suspended with a shard in hand",
        act=suspended(kind="relay", point="gopro.events.inbox:insert:before"),
        within=TAKEN_OVER,
    ),
    Fault(
        name="inbox suspended in a handler",
        act=suspended(kind="inbox", point="gopro.events.worker:_handle:before"),
        within=TAKEN_OVER,
    ),
]
