"""`manage.py keys`: an operator's door to the keys that sign tokens."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.users.services import signing_keys
from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError
from gopro.security.tokens import generate, rotation
from gopro.security.tokens.rotation import Key, State


class Command(BaseCommand):
    help = "Keys that sign tokens: the first one; what there is; another one; taking one away."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        acts.add_parser("init", help="make the first key, unless there is one")
        acts.add_parser("list", help="which keys there are, and which of them may be retired")
        rotate = acts.add_parser("rotate", help="make another key: published now, signing five minutes later")
        rotate.add_argument("--dry-run", action="store_true", help="only say what would be done")
        retire = acts.add_parser("retire", help="take away a key whose tokens are all over")
        retire.add_argument("key_id")
        retire.add_argument("--force", action="store_true", help="it leaked: nothing that it signed holds any more")
        retire.add_argument("--reason", default="", help="kept in the audit; needed with --force")
        retire.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *_: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[[dict[str, Any]], str]] = {
            "init": self._init,
            "list": self._list,
            "rotate": self._rotate,
            "retire": self._retire,
        }
        try:
            with acting_as_operator():
                self.stdout.write(acts[act](options))
        except FileNotFoundError as missing:
            raise CommandError("There are no keys yet: `keys init` makes the first one.") from missing
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _init(self, options: dict[str, Any]) -> str:
        generate(settings.KEY_FOLDER)
        return f"Keys are in {settings.KEY_FOLDER}."

    def _list(self, options: dict[str, Any]) -> str:
        return "\n".join(_line(kept) for kept in signing_keys.overview())

    def _rotate(self, options: dict[str, Any]) -> str:
        if options["dry_run"]:
            newest = rotation.keys_of(settings.KEY_FOLDER)[0]
            if newest.state is State.PUBLISHED:
                return f"No key would be made: {_waiting(newest)}"
            return f"A key would be made, and sign in {rotation.PUBLISHED_FOR.seconds // 60} minutes."
        return _waiting(signing_keys.rotate())

    def _retire(self, options: dict[str, Any]) -> str:
        key = rotation.found(settings.KEY_FOLDER, key_id=options["key_id"])
        if options["dry_run"]:
            kept = next(each for each in signing_keys.overview() if each.key == key)
            return f"Nothing was done. {_line(kept)}"
        if options["force"]:
            signing_keys.discard(key_id=key.id, reason=options["reason"])
            return f"Nothing that {key.id} signed holds from now on. People log in again; programs need new tokens."
        signing_keys.retire(key_id=key.id)
        return f"{key.id} is retired: its private half is gone; receipts that it signed stay true."


def _line(kept: signing_keys.Kept) -> str:
    key = kept.key
    when = {
        State.PUBLISHED: f"signs from {key.signs_from:%Y-%m-%d %H:%M:%S} UTC" if key.signs_from else "",
        State.VERIFYING: f"may be retired from {kept.free_at:%Y-%m-%d %H:%M:%S} UTC" if kept.free_at else "",
    }
    return f"{key.id}  {key.state:<9}  {when.get(key.state, '')}".rstrip()


def _waiting(key: Key) -> str:
    return f"{key.id} is published, and signs from {key.signs_from:%Y-%m-%d %H:%M:%S} UTC."
