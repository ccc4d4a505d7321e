"""An operator's door to Kafka: its topics, and records that could not be read."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.errors import DomainError
from gopro.kafka import client, drift, parking, topics
from gopro.kafka.address import BadAddress
from gopro.kafka.reach import KafkaAway


class Command(BaseCommand):
    help = "Kafka: compare its topics with what they should be, see and retry records that could not be read."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, parser_class=type(parser))
        compared = what.add_parser("topics", help="show differences (exit code 1 if there are any), or remove them")
        compared.add_argument("--apply", action="store_true", help="make missing topics and set settings")
        compared.add_argument("--dry-run", action="store_true", help="only say what --apply would do")
        compared.add_argument("--list", action="store_true", help="say which topics there should be, without a broker")
        parked = what.add_parser("parked", help="records that could not be read")
        parked.add_argument("action", choices=["list", "show", "retry", "discard"])
        parked.add_argument("room", nargs="?", help="the room that should have heard it")
        parked.add_argument("id", nargs="?", type=int, help="the record's id, as listed")
        parked.add_argument("--reason", default="", help="why; it is kept in the audit")

    def handle(self, *_: Any, what: str, **options: Any) -> None:
        try:
            getattr(self, f"_{what}")(options)
        except (KafkaAway, BadAddress) as reason:
            raise CommandError(str(reason)) from None
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal

    def _topics(self, options: dict[str, Any]) -> None:
        if options["list"]:
            for topic in topics.layout():
                settings = " ".join(f"{name}={value}" for name, value in topic.settings.items())
                self.stdout.write(f"{topic.name}: {topic.purpose}; {settings}")
            return
        admin = client.admin()
        try:
            self._compare(admin, applies=options["apply"] and not options["dry_run"])
        finally:
            admin.close()

    def _compare(self, admin: Any, *, applies: bool) -> None:
        found = drift.differences(admin)
        left = [each for each in found if not (applies and each.can_be_applied)]
        for difference in found:
            done = applies and difference.can_be_applied
            if done:
                drift.apply(admin, difference)
            self.stdout.write(f"{'applied' if done else 'differs'}  {difference.topic.name}: {difference.text}")
        if left:
            raise CommandError(f"{len(left)} differences between the topics and what they should be.")
        self.stdout.write(f"{len(topics.layout())} topics are as they should be.")

    def _parked(self, options: dict[str, Any]) -> None:
        act = {"list": self._list, "show": self._show, "retry": self._retry, "discard": self._discard}
        if options["action"] != "list" and options["id"] is None:
            raise CommandError(f"Say which: manage.py kafka parked {options['action']} ROOM ID")
        act[options["action"]](options)

    def _list(self, options: dict[str, Any]) -> None:
        records = parking.waiting(options["room"])
        for record in records:
            self.stdout.write(f"{parking.room_of(record)} {record.id}  {record}  {record.error}")
        self.stdout.write(f"{len(records)} records")

    def _show(self, options: dict[str, Any]) -> None:
        self.stdout.write(parking.describe(parking.find(room=options["room"], record_id=options["id"])))

    def _retry(self, options: dict[str, Any]) -> None:
        parking.retry(room=options["room"], record_id=options["id"], reason=options["reason"])
        self.stdout.write("It could be read, and is in the inbox.")

    def _discard(self, options: dict[str, Any]) -> None:
        parking.discard(room=options["room"], record_id=options["id"], reason=options["reason"])
        self.stdout.write("It is discarded.")
