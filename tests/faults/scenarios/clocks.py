"""Clocks that jump: an hour forward here, an hour back there. PostgreSQL's own decides who waits and until when."""

import time

from tests.faults.run import Fault, Run
from tests.faults.scenarios.trouble import trouble

HOUR = 3600.0
PAUSES = ("gopro.events.failures:FIRST_PAUSE_SECONDS=0.2", "gopro.events.failures:LONGEST_PAUSE_SECONDS=1.0")


def clocks_jump(run: Run) -> None:
    """A second after each start, while a stream keeps failing and so is made to wait."""
    run.start("web", "inbox", "relay", clock_seconds=HOUR, constants=PAUSES)
    run.start("inbox", "relay", clock_seconds=-HOUR, constants=PAUSES)
    failing = [run.new_counter() for _ in range(20)]
    with run.traffic():
        run.probe()
        for counter in failing:
            with trouble(run, kind="poison", counter=counter):
                run.count(counter)
                time.sleep(0.2)
            run.count(counter)
        run.probe()
    for counter in failing:
        run.wait_for(counter, 2)


FAULTS = [Fault(name="clocks jump by an hour, forward and back", act=clocks_jump, rounds=1)]
