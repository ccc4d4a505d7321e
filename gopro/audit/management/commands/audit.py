"""An operator's door to the audit: read it, carry it out, prove that nobody meddled with it."""

import json
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from gopro.audit import trail
from gopro.audit.models import AuditEntry
from gopro.audit.verification import Report, verify

FIELDS = tuple(field.name for field in AuditEntry._meta.concrete_fields)
FILTERS = ("actor_id", "action", "object_type", "object_id", "outcome", "request_id")


class Command(BaseCommand):
    help = "Who did what: verify the chains, list entries, show one whole, or export them as JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify", "list", "show", "export"])
        parser.add_argument("number", nargs="?", type=int, help="of the entry to show")
        parser.add_argument("--room", choices=settings.ROOMS_HERE, help="one room, in the place of all that are here")
        parser.add_argument("--since", type=_moment, help="an ISO 8601 date or time; UTC unless it says otherwise")
        parser.add_argument("--anchor", type=_anchor, help="NUMBER:HASH kept elsewhere, to verify one room against")
        parser.add_argument("--limit", type=int, default=50, help="of entries to list, the latest first")
        parser.add_argument("--jsonl", action="store_true", help="the form of an export: one JSON object a line")
        for name in FILTERS:
            parser.add_argument(f"--{name.replace('_', '-')}", help="list or export only these")

    def handle(self, *_: Any, act: str, room: str | None, **options: Any) -> None:
        rooms = [room] if room else list(settings.ROOMS_HERE)
        if room is None and (act == "show" or options["anchor"]):
            raise CommandError("Say which --room: each has numbers of its own.")
        {"verify": self._verify, "list": self._list, "show": self._show, "export": self._export}[act](rooms, options)

    def _verify(self, rooms: list[str], options: dict[str, Any]) -> None:
        reports = [verify(room=room, since=options["since"], anchor=options["anchor"]) for room in rooms]
        for report in reports:
            self.stdout.write(_line(report))
        if any(report.broken for report in reports):
            raise CommandError("Somebody meddled with the audit.")

    def _list(self, rooms: list[str], options: dict[str, Any]) -> None:
        for room in rooms:
            for one in _chosen(room, options).order_by("-number")[: options["limit"]]:
                did = f"{one.actor_id} {one.action} {one.object_type} {one.object_id}"
                self.stdout.write(f"{room} {one.number}  {one.at:%F %T}  {did}  {one.outcome}  {one.reason}".rstrip())

    def _show(self, rooms: list[str], options: dict[str, Any]) -> None:
        entry = trail.entries(rooms[0]).filter(number=options["number"]).first()
        if entry is None:
            raise CommandError(f"{rooms[0]} has no entry {options['number']}.")
        self.stdout.write(json.dumps(_plain(entry, room=rooms[0]), indent=2, ensure_ascii=False))

    def _export(self, rooms: list[str], options: dict[str, Any]) -> None:
        for room in rooms:
            for entry in _chosen(room, options).order_by("number").iterator(chunk_size=1000):
                self.stdout.write(json.dumps(_plain(entry, room=room)))


def _chosen(room: str, options: dict[str, Any]) -> QuerySet[AuditEntry]:
    wanted = {name: options[name] for name in FILTERS if options[name]}
    since = {"at__gte": options["since"]} if options["since"] else {}
    return trail.entries(room).filter(**wanted, **since)


def _plain(entry: AuditEntry, *, room: str) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in FIELDS}
    return {"room": room} | values | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _line(report: Report) -> str:
    if report.broken:
        return f"{report.room}: BROKEN at entry {report.broken.number}: {report.broken.why}"
    return f"{report.room}: {report.entries} entries, unbroken; anchor {report.last_number}:{report.last_hash}"


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _anchor(text: str) -> tuple[int, str]:
    number, colon, digest = text.partition(":")
    if not (colon and number.isdecimal()):
        raise ArgumentTypeError("say NUMBER:HASH, as `audit verify` prints it")
    return int(number), digest
