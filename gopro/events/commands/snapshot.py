"""`manage.py events snapshot`: a room tells what it has anew."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import OutputWrapper

from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import NotFound
from gopro.events.operations import arguments, snapshots
from gopro.events.operations.progress import bar
from gopro.events.operations.snapshots import Snapshotter

HELP = (
    "Tell what a room has anew, one aggregate after the other, so that a new subscriber can begin. Everybody who hears "
    "the room gets it, which changes nothing for who is up to date. Interrupted, it goes on where it was."
)


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--room", required=True, help="whose facts to tell anew")
    parser.add_argument("--kind", help="only these, such as users.user; without it all kinds of the room")
    parser.add_argument("--subscriber", help="only the kinds that this room hears")
    parser.add_argument("--dry-run", action="store_true", help="only say how many there are")


def run(options: Mapping[str, Any], output: OutputWrapper) -> None:
    for snapshotter in _asked(options):
        total = snapshotter.count()
        if options["dry_run"]:
            output.write(f"{snapshotter.kind}: {total} would be told anew.")
        else:
            output.write(f"{snapshotter.kind}: {_tell(snapshotter, total=total)} told anew.")


def _asked(options: Mapping[str, Any]) -> list[Snapshotter]:
    room, kind, subscriber = arguments.room_here(options["room"]), options["kind"], options["subscriber"]
    if subscriber:
        kinds = arguments.heard_kinds(room=room, subscriber=subscriber, kind=kind)
    else:
        kinds = arguments.told_kinds(room=room, kind=kind)
    found = [one for one in map(snapshots.of_kind, kinds) if one is not None]
    if not found:
        raise NotFound(f"There are no snapshots of {', '.join(kinds)}; replay them from the archive instead.")
    return found


def _tell(snapshotter: Snapshotter, *, total: int) -> int:
    told = 0
    with bar() as shown:
        task = shown.add_task(snapshotter.kind, total=total)
        for told in snapshots.tell_all(snapshotter=snapshotter):
            shown.update(task, completed=told)
    with atomic(snapshotter.room):
        trail.record(
            room=snapshotter.room,
            action="events.snapshot.tell",
            object_type="gopro_events.outbox",
            object_id=snapshotter.kind,
            changes={"told": str(told)},
        )
    return told
