"""`manage.py events status`: how facts stand, and the proof that none is lost."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from gopro.database import alias_of, close_stale_connections
from gopro.events.operations import newcomers, proof, status
from gopro.events.operations.models import Reconciliation
from gopro.events.operations.status import Line

HELP = "Of each room and destination: facts on the way, the oldest, the last minute's, streams that wait and why."
EVERY_SECONDS = 2.0
SHOWN = 50  # mismatches of a pair of rooms


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--watch", action="store_true", help=f"again every {EVERY_SECONDS:.0f} s, until Ctrl-C")
    parser.add_argument(
        "--prove",
        action="store_true",
        help="compare every stream's head with every subscriber's cursor, once all is handled; fails where they differ",
    )


def run(options: Mapping[str, Any], output: OutputWrapper) -> None:
    if options["prove"]:
        _prove(output)
    elif options["json"]:
        output.write(json.dumps(_figures(), indent=2))
    elif options["watch"]:
        _watch()
    else:
        console = Console(highlight=False, width=None if output.isatty() else 140)
        with console.capture() as shown:
            console.print(_screen())
        output.write(shown.get())


def _figures() -> dict[str, Any]:
    return {
        "destinations": [asdict(line) for line in status.lines()],
        "new_subscriptions": [{"consumer": one.consumer, "run": one.advice} for one in newcomers.newcomers()],
        "drift": {row.projection: row.drift for row in _reconciliations()},
        "not_seen": status.unseen(),
    }


def _reconciliations() -> list[Reconciliation]:
    return [row for room in settings.ROOMS_HERE for row in Reconciliation.objects.using(alias_of(room))]


def _watch() -> None:
    with Live(_screen(), auto_refresh=False) as live:
        while True:
            time.sleep(EVERY_SECONDS)
            close_stale_connections()
            live.update(_screen(), refresh=True)


def _screen() -> Group:
    lines = status.lines()
    return Group(_table(lines), *[Text(note) for note in _notes(lines)])


def _table(lines: list[Line]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("told by")
    table.add_column("to")
    for title in ("lag", "oldest s", "last minute", "waiting", "dead", "forks"):
        table.add_column(title, justify="right")
    for line in lines:
        figures = (line.lag, line.oldest_seconds, line.last_minute, len(line.waiting), line.dead_letters, line.forks)
        table.add_row(line.room, line.destination, *map(str, figures))
    return table


def _notes(lines: list[Line]) -> list[str]:
    waiting = [
        f"{line.destination} waits {one.seconds} s in {one.stream}: {one.why}"
        for line in lines
        for one in line.waiting[: status.LISTED]
    ]
    new = [f"{one.consumer} is new to {one.kind}; run {one.advice}" for one in newcomers.newcomers()]
    drifted = [f"{row.projection} differs in {row.drift} of {row.compared}" for row in _reconciliations() if row.drift]
    unseen = [f"Not seen from here: {', '.join(status.unseen())}."] if status.unseen() else []
    return waiting + new + drifted + unseen


def _prove(output: OutputWrapper) -> None:
    wrong = 0
    for found in proof.prove():
        wrong += len(found.mismatches)
        differ = f"{len(found.mismatches)} where head and cursor differ"
        output.write(f"{found.room} to {found.consumer}: {found.streams} streams, {differ}")
        for one in found.mismatches[:SHOWN]:
            output.write(f"  {one.stream}: told {one.told}, handled {one.handled}; {one.why}")
    if status.unseen():
        output.write(f"Not seen from here: {', '.join(status.unseen())}.")
    if wrong:
        raise CommandError(f"{wrong} streams are not where they should be.")
