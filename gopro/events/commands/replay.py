"""`manage.py events replay`: facts of the archive once more, to one subscriber."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import OutputWrapper

from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import Invalid
from gopro.events.operations import arguments, replay
from gopro.events.operations.progress import bar
from gopro.events.operations.replay import Outcome, Replay

HELP = (
    "Bring facts of a room's archive to one subscriber's inbox once more. It takes each once: what was handled has no "
    "second effect. Interrupted, it goes on where it was."
)


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--room", required=True, help="who told the facts")
    parser.add_argument("--from", dest="start", required=True, help="told at this time or later (ISO 8601)")
    parser.add_argument("--to", dest="end", required=True, help="told before this time (ISO 8601)")
    parser.add_argument("--subscriber", required=True, help="the room whose inbox gets them")
    parser.add_argument("--kind", help="only these, such as users.user; without it all that the subscriber hears")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be new")


def run(options: Mapping[str, Any], output: OutputWrapper) -> None:
    asked = _asked(options)
    outcome = Outcome()
    with bar() as shown:
        task = shown.add_task(f"{asked.room} to {asked.subscriber}", total=replay.count(asked))
        for outcome in replay.run(asked, dry_run=options["dry_run"]):
            shown.update(task, completed=outcome.told)
    if not options["dry_run"]:
        _record(asked, outcome=outcome)
    verb = "would be told" if options["dry_run"] else "told"
    output.write(f"{outcome.told} facts {verb} again: {outcome.new} new, {outcome.known} already there.")


def _asked(options: Mapping[str, Any]) -> Replay:
    room, subscriber = arguments.room_here(options["room"]), arguments.room_here(options["subscriber"])
    kinds = arguments.heard_kinds(room=room, subscriber=subscriber, kind=options["kind"])
    start, end = arguments.moment(options["start"]), arguments.moment(options["end"])
    if start >= end:
        raise Invalid("Nothing is told from a time on and before an earlier one: --from must be before --to.")
    return Replay(room=room, subscriber=subscriber, kinds=kinds, start=start, end=end)


def _record(asked: Replay, *, outcome: Outcome) -> None:
    with atomic(asked.subscriber):
        trail.record(
            room=asked.subscriber,
            action="events.archive.replay",
            object_type="gopro_events.inbox",
            object_id=" ".join(asked.kinds),
            changes={
                "from": asked.start.isoformat(),
                "to": asked.end.isoformat(),
                "told": str(outcome.told),
                "new": str(outcome.new),
            },
        )
