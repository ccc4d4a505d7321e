"""An operator's door to dead letters."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.errors import DomainError
from gopro.events import deadletters


class Command(BaseCommand):
    help = "Facts that could not be handled: list them, show one whole, have one handled again, or discard one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "show", "retry", "discard"])
        parser.add_argument("room", nargs="?", help="the room that could not handle the fact")
        parser.add_argument("id", nargs="?", type=int, help="the dead letter's id, as listed")

    def handle(self, *_: Any, action: str, room: str | None, id: int | None, **__: Any) -> None:
        if room is not None and room not in settings.ROOMS_HERE:
            raise CommandError(f"{room} is not hosted here; the rooms here are {', '.join(settings.ROOMS_HERE)}.")
        if action == "list":
            return self._list([room] if room else list(settings.ROOMS_HERE))
        if room is None or id is None:
            raise CommandError(f"Say which: manage.py deadletters {action} ROOM ID")
        try:
            {"show": self._show, "retry": self._retry, "discard": self._discard}[action](room, id)
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _list(self, rooms: list[str]) -> None:
        letters = [(room, letter) for room in rooms for letter in deadletters.in_room(room)]
        for room, letter in letters:
            reason = letter.last_error.strip().rpartition("\n")[2]
            self.stdout.write(f"{room} {letter.id}  {letter}  after {letter.attempts} tries: {reason}")
        self.stdout.write(f"{len(letters)} dead letters")

    def _show(self, room: str, letter_id: int) -> None:
        letter = deadletters.find(room=room, letter_id=letter_id)
        data = json.dumps(letter.data, indent=2)
        self.stdout.write(f"{letter}\n{data}\n{json.dumps(letter.meta)}\n{letter.last_error}")

    def _retry(self, room: str, letter_id: int) -> None:
        deadletters.retry(room=room, letter_id=letter_id)
        self.stdout.write(f"{room} {letter_id} will be handled again.")

    def _discard(self, room: str, letter_id: int) -> None:
        deadletters.discard(room=room, letter_id=letter_id)
        self.stdout.write(f"{room} {letter_id} is discarded; its stream goes on.")
