"""An operator's door to dead letters."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError
from gopro.events import deadletters
from gopro.events.models import Inbox

ACTS = {"retry": deadletters.retry, "discard": deadletters.discard}
DONE = {"retry": "will be handled again", "discard": "is discarded; its stream goes on"}


class Command(BaseCommand):
    help = "Facts that could not be handled: list them, show one whole, have some handled again, or discard some."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "show", *ACTS])
        parser.add_argument("room", nargs="?", help="the room that could not handle the fact")
        parser.add_argument("id", nargs="?", type=int, help="the dead letter's id, as listed")
        parser.add_argument("--reason", default="", help="why it is retried or discarded; kept in the audit")
        parser.add_argument("--all-of-type", default="", metavar="TYPE", help="retry or discard every one of a type")
        parser.add_argument("--dry-run", action="store_true", help="only say which would be retried or discarded")
        parser.add_argument("--type", default="", help="list only these, such as gopro.users.user.user_created.v1")
        parser.add_argument("--consumer", default="", help="only those of this consumer")
        parser.add_argument("--stream", default="", help="only those of this stream")

    def handle(self, *_: Any, action: str, room: str | None, id: int | None, **options: Any) -> None:
        if room is not None and room not in settings.ROOMS_HERE:
            raise CommandError(f"{room} is not hosted here; the rooms here are {', '.join(settings.ROOMS_HERE)}.")
        if action == "list":
            return self._list([room] if room else list(settings.ROOMS_HERE), options)
        if room is None or (id is None) == (action == "show" or not options["all_of_type"]):
            raise CommandError(f"Say which: manage.py deadletters {action} ROOM ID{_bulk(action)}")
        try:
            if action == "show":
                return self._show(deadletters.find(room=room, letter_id=int(id or 0)))
            self._act(action, room, self._chosen(room, id, options), options)
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _chosen(self, room: str, letter_id: int | None, options: dict[str, Any]) -> list[Inbox]:
        if letter_id is not None:
            return [deadletters.find(room=room, letter_id=letter_id)]
        named = {"consumer": options["consumer"], "stream": options["stream"]}
        return list(deadletters.in_room(room, type_=options["all_of_type"], **named))

    def _act(self, action: str, room: str, letters: list[Inbox], options: dict[str, Any]) -> None:
        """Each by itself, so that many don't keep the room's audit waiting; run it again to go on."""
        for letter in letters:
            if options["dry_run"]:
                self.stdout.write(f"{action} {room} {letter.id}  {letter}")
                continue
            with acting_as_operator():
                ACTS[action](room=room, letter_id=letter.id, reason=options["reason"])
            self.stdout.write(f"{room} {letter.id} {DONE[action]}.")
        if options["all_of_type"]:
            self.stdout.write(f"{len(letters)} dead letters{', and nothing done' if options['dry_run'] else ''}")

    def _list(self, rooms: list[str], options: dict[str, Any]) -> None:
        named = {"type_": options["type"], "consumer": options["consumer"], "stream": options["stream"]}
        letters = [(room, letter) for room in rooms for letter in deadletters.in_room(room, **named)]
        for room, letter in letters:
            reason = letter.last_error.strip().rpartition("\n")[2]
            self.stdout.write(f"{room} {letter.id}  {letter}  after {letter.attempts} tries: {reason}")
        self.stdout.write(f"{len(letters)} dead letters")

    def _show(self, letter: Inbox) -> None:
        data = json.dumps(letter.data, indent=2)
        self.stdout.write(f"{letter}\n{data}\n{json.dumps(letter.meta)}\n{letter.last_error}")


def _bulk(action: str) -> str:
    return f", or manage.py deadletters {action} ROOM --all-of-type TYPE" if action in ACTS else ""
