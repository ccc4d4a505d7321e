"""kill -9 at each step: each process does it to itself, between the two lines that a row of STEPS names."""

import contextlib
from collections.abc import Callable
from functools import partial

from tests.faults.processes import Process, wait_until
from tests.faults.run import Fault, Run
from tests.faults.traffic import Refused

EVERYBODY = ("web", "relay", "inbox")
STEPS = (
    ("web: before the fact is told", "web", "gopro.events.outbox:publish:before"),
    ("web: fact told, before it is written", "web", "gopro.events.outbox:write:before"),
    ("web: fact written, before the commit", "web", "gopro.events.outbox:write:after"),
    ("web: after the commit, before the wake", "web", "gopro.events.wake:ring:before"),
    ("relay: before the insert", "relay", "gopro.events.inbox:insert:before"),
    ("relay: after the insert, before the mark", "relay", "gopro.events.inbox:insert:after"),
    ("relay: after the mark, before the commit", "relay", "gopro.events.relay:_mark:after"),
    ("relay: after the commit", "relay", "gopro.events.relay:relay_room:after"),
    ("inbox: before the handler", "inbox", "gopro.events.worker:_handle:before"),
    ("inbox: in the handler, effect written", "inbox", "gopro.events.outbox:publish:before"),
    ("inbox: after the effect, before the mark", "inbox", "gopro.events.worker:_handle:after"),
    ("inbox: facts of the effects written, before the mark", "inbox", "gopro.events.outbox:write:after"),
    ("inbox: after the mark, before the commit", "inbox", "gopro.events.due:mark:after"),
    ("inbox: after the commit", "inbox", "gopro.events.worker:work_room:after"),
)
SMALL = {
    "web: after the commit, before the wake",
    "relay: after the insert, before the mark",
    "inbox: after the effect, before the mark",
}


def crash(*, kind: str, point: str) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        run.start(*(other for other in EVERYBODY if other != kind))
        if kind == "web":
            _crash_web(run, point=point)
        else:
            _crash_loop(run, kind=kind, point=point)
        run.recovered()

    return act


def _crash_loop(run: Run, *, kind: str, point: str) -> None:
    """It is the only one of its kind, so that it must reach the point; the next starts where it died."""
    with run.traffic():
        for _ in range(run.rounds):
            doomed = run.deployment.start(kind, die_at=(f"{point}:{run.chance.randint(1, 4)}",))
            doomed.wait_for_death()
    run.start(kind)


def _crash_web(run: Run, *, point: str) -> None:
    """The worker dies and granian starts another, which dies too; at the third death in seconds granian gives up."""
    with run.traffic():
        while run.deployment.died() < run.rounds:
            doomed = run.deployment.start("web", die_at=(f"{point}:{run.chance.randint(3, 12)}",))
            wait_until(partial(_is_over, run, doomed), what="deaths")
            doomed.kill()
    _die_last(run, point=point)
    run.start("web")


def _is_over(run: Run, doomed: Process) -> bool:
    return not doomed.is_alive or run.deployment.died() >= run.rounds


def _die_last(run: Run, *, point: str) -> None:
    """The last change before a silence: nothing that comes later may be what delivers its fact."""
    doomed, counter = run.deployment.start("web", die_at=(point,)), run.new_counter()
    with contextlib.suppress(Refused):
        run.count(counter)
    doomed.kill()
    for (number,) in run.sql("SELECT number FROM teller.teller_counter WHERE id = %s", counter):
        run.wait_for(counter, number)


FAULTS = [
    Fault(name=f"kill -9, {name}", act=crash(kind=kind, point=point), refuses=kind == "web", is_small=name in SMALL)
    for name, kind, point in STEPS
]
