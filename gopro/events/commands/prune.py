"""`manage.py events prune`: what is old and done goes."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import OutputWrapper

from gopro.events.operations import archive, arguments

HELP = (
    f"Drop facts told more than {settings.EVENTS_ARCHIVE_DAYS} days ago that every destination has, and facts handled "
    f"more than {settings.EVENTS_INBOX_DAYS} days ago. Never what is undelivered, pending or a dead letter. The clock "
    "does the same every hour."
)


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--room", help="only this room's; without it those of every room hosted here")
    parser.add_argument("--dry-run", action="store_true", help="only say how many")


def run(options: Mapping[str, Any], output: OutputWrapper) -> None:
    dry_run: bool = options["dry_run"]
    verb = "would go" if dry_run else "are gone"
    for room in [arguments.room_here(options["room"])] if options["room"] else settings.ROOMS_HERE:
        told = sum(archive.prune_outbox(room=room, dry_run=dry_run))
        heard = sum(archive.prune_inbox(room=room, dry_run=dry_run))
        output.write(f"{room}: {told} facts told and {heard} facts heard {verb}.")
        if missing := archive.missing_sinks(room):
            output.write(f"{room}: facts told stay, since {', '.join(missing)} has never taken any. Start its relay.")
