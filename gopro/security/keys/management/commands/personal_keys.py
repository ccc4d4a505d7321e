"""`manage.py personal_keys`: an operator's door to the keys of people."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.security import keys
from gopro.security.keys import rotation
from gopro.security.keys.errors import KeysUnavailable
from gopro.security.keys.masters import masters
from gopro.security.keys.models import PersonalKey


class Command(BaseCommand):
    help = "Keys of people: how many there are; another master key; destroying one for ever."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        acts.add_parser("init", help="make the first master key, unless there is one")
        acts.add_parser("status", help="how many keys there are, and which master keys wrap them")
        acts.add_parser("rotate-master", help="make another master key and wrap every key by it")
        acts.add_parser("rewrap", help="go on with a rotation that was interrupted")
        acts.add_parser("retire-master", help="forget former master keys that wrap nothing any more")
        destroy = acts.add_parser("destroy", help="make all that was ever told of a person unreadable, for ever")
        destroy.add_argument("person", type=UUID)
        destroy.add_argument("--reason", required=True)
        destroy.add_argument("--yes", action="store_true", help="it can't be undone")

    def handle(self, *_: Any, act: str, **options: Any) -> None:
        if settings.KEYS_URL and act == "init":
            self.stdout.write("The service of KEYS_URL keeps the keys: there is nothing to make here.")
            return
        if settings.KEYS_URL and act != "destroy":
            raise CommandError("The service of KEYS_URL keeps the keys; it has doors of its own for this.")
        try:
            getattr(self, f"_{act.replace('-', '_')}")(options)
        except KeysUnavailable as refusal:
            raise CommandError(" ".join([refusal.detail, *getattr(refusal, "__notes__", ())])) from refusal
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _init(self, options: dict[str, Any]) -> None:
        ring = masters(settings.KEY_FOLDER)
        made = ring.ensure()
        self.stdout.write(f"The master key {'is' if made else 'was already'} in {ring.path}. Keep a copy elsewhere.")

    def _status(self, options: dict[str, Any]) -> None:
        ring, used = masters(settings.KEY_FOLDER).read(), rotation.in_use()
        destroyed = PersonalKey.objects.exclude(destroyed_at=None).count()
        self.stdout.write(f"{used.total()} keys, {destroyed} destroyed.")
        for name in {*ring.keys, *used}:
            said = "current" if name == ring.current else "former" if name in ring.keys else "MISSING from the file"
            self.stdout.write(f"  master {name}: wraps {used[name]}, {said}")

    def _rotate_master(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{max(rotation.rotate(), default=0)} keys wrapped by the new master key.")
        self.stdout.write("In an hour, `personal_keys retire-master` forgets the former one.")

    def _rewrap(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{max(rotation.rewrap(), default=0)} keys wrapped by the current master key.")

    def _retire_master(self, options: dict[str, Any]) -> None:
        gone = rotation.retire()
        self.stdout.write(f"Forgotten: {', '.join(sorted(gone))}." if gone else "No master key is idle long enough.")

    def _destroy(self, options: dict[str, Any]) -> None:
        """Audited first: what is written down and then fails is run again."""
        person, why = options["person"], trail.required(options["reason"])
        if not options["yes"]:
            raise CommandError(f"Nobody will ever read again what was told of {person}. Say --yes.")
        room = settings.ROOMS_HERE[0]
        with atomic(room):
            trail.record(
                room=room,
                action="keys.personal_key.destroy",
                object_type="gopro_keys.personalkey",
                object_id=str(person),
                reason=why,
            )
        keys.destroy(person, reason=why[:200])
        self.stdout.write(f"The key of {person} is destroyed.")
