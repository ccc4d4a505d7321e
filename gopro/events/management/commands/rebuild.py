"""`manage.py rebuild NAME`: a projection made anew."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.audit import trail
from gopro.database import atomic
from gopro.events.operations import rebuild, recount
from gopro.events.operations.progress import bar
from gopro.events.operations.projections import Derived, Projection, all_projections, find
from gopro.events.operations.rebuild import Report

LEFT_ALONE = (
    "The inbox has no beginning of them and their source tells nothing of them any more, or is not hosted here (then "
    "run events snapshot where it is), or a handler does not take them (see the log)."
)


class Command(BaseCommand):
    help = (
        "Make a projection anew from facts, or figures from the rows that they are counted from. Readers see each "
        "subject as it was or as it is anew; what was right stays untouched; it may be interrupted and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(one.name for one in all_projections())
        parser.add_argument("name", help=f"one of {names}")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only say what would change")
        parser.add_argument("--verify", action="store_true", help="change nothing; fail where anything would change")

    def handle(self, *_: Any, name: str, dry_run: bool, verify: bool, **__: Any) -> None:
        declared = _asked(name)
        if isinstance(declared, Derived):
            changed = self._recount(declared, dry_run=dry_run or verify)
        else:
            changed = self._rebuild(declared, dry_run=dry_run or verify)
        if verify and changed:
            raise CommandError(f"{name} is not what it should be.")
        if changed and not dry_run:
            _record(declared, changed=changed)

    def _rebuild(self, declared: Projection, *, dry_run: bool) -> int:
        report = self._run(declared, among=rebuild.streams(declared), dry_run=dry_run)
        changed = report.rows.total()
        if report.left_alone and not dry_run and rebuild.retell(among=report.left_alone):
            report = self._run(declared, among=report.left_alone, dry_run=False)
            changed += report.rows.total()
        if report.left_alone:
            self.stdout.write(f"{len(report.left_alone)} streams are left as they are. {LEFT_ALONE}")
        return changed

    def _run(self, declared: Projection, *, among: Sequence[str], dry_run: bool) -> Report:
        report = Report()
        with bar() as shown:
            task = shown.add_task(declared.name, total=len(among))
            for report in rebuild.run(declared, among=among, dry_run=dry_run):
                shown.update(task, completed=report.seen)
        rows = ", ".join(f"{report.rows[word]} {word}" for word in ("inserted", "updated", "deleted"))
        self.stdout.write(f"{declared.name}: {report.streams} streams; rows{' that would be' * dry_run}: {rows}.")
        return report

    def _recount(self, declared: Derived, *, dry_run: bool) -> int:
        wrong = 0
        with bar() as shown:
            task = shown.add_task(declared.name, total=recount.count(declared))
            for seen, found in recount.run(declared, dry_run=dry_run):
                wrong += found
                shown.update(task, completed=seen)
        self.stdout.write(f"{declared.name}: {wrong} {'are' if dry_run else 'were'} wrong.")
        return wrong


def _asked(name: str) -> Projection | Derived:
    declared = find(name)
    if declared is None:
        known = ", ".join(one.name for one in all_projections())
        raise CommandError(f"There is no projection {name}; there are {known}.")
    if declared.room not in settings.ROOMS_HERE:
        raise CommandError(
            f"{name} is made where {declared.room} is hosted; here are {', '.join(settings.ROOMS_HERE)}."
        )
    return declared


def _record(declared: Projection | Derived, *, changed: int) -> None:
    with atomic(declared.room):
        trail.record(
            room=declared.room,
            action="events.projection.rebuild",
            object_type="gopro_operations.projection",
            object_id=declared.name,
            changes={"rows": str(changed)},
        )
