"""Runs a process of the small house, sabotaged: `python -m tests.faults.launch [--die-at …] relay --sink local`.

`web` is granian with the house's one endpoint, `feed` a feeder that doubles and shuffles; all else is a command of
manage.py.
"""

import argparse
import faulthandler
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import execute_from_command_line

from gopro.embedded.children import DieWithParent
from gopro.observability import logs
from tests.faults.sabotage import Plan

WEB = [
    *("granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--workers", "1", "--blocking-threads"),
    *("24", "--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.1", "--workers-kill-timeout", "3"),
    *("--backlog", "256", "--log-level", "warning"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--die-at", action="append", default=[], metavar="MODULE:FUNCTION:before|after[:WHICH]")
    parser.add_argument("--stop-at", action="append", default=[], metavar="MODULE:FUNCTION:before|after[:WHICH]")
    parser.add_argument("--set", action="append", default=[], dest="constants", metavar="MODULE:NAME=VALUE")
    parser.add_argument("--mutant", action="append", default=[], dest="mutants")
    parser.add_argument("--clock", type=float, default=0.0, metavar="SECONDS", help="how far the clock jumps at once")
    parser.add_argument("--deaths", default=os.devnull, help="a file in which each death is written down")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    plan = Plan(
        die_at=tuple(given.die_at),
        stop_at=tuple(given.stop_at),
        constants=tuple(given.constants),
        mutants=tuple(given.mutants),
        clock_seconds=given.clock,
        deaths=given.deaths,
        seed=given.seed,
    )
    run(given.command, plan=plan)


def forked(*, command: list[str], plan: Plan, environment: dict[str, str], log: Path) -> None:
    """A process of the tests, in a session of its own, which ends with whoever forked it."""
    os.setsid()
    bound = DieWithParent(by=signal.SIGKILL)
    bound.parent = os.getppid()
    bound()
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    faulthandler.register(signal.SIGUSR2)  # where does it hang? It says so in its log
    os.environ.clear()
    os.environ.update(environment)
    run(command, plan=plan)


def run(command: list[str], *, plan: Plan) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    if command[0] == "web":
        os.environ.update(plan.to_environment())  # granian's workers read it
        os.execv(Path(sys.executable).with_name(WEB[0]), [*WEB, *command[1:], "tests.faults.web:application"])  # noqa: S606 - ours
    logs.configure(service=command[0], level=os.environ.get("GOPRO_LOG_LEVEL", "WARNING"))
    django.setup()
    plan.apply()
    if command[0] == "feed":
        import_module("tests.faults.feeder").feed(seed=plan.seed)
    execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main()
