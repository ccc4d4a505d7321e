"""`manage.py import_course {exercism|markdown|olx} PATH`: bring a course in, or up to date what was."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from apps.courses.services.importers.registry import READERS, reader_for
from apps.courses.services.importers.tree import Reading
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course, preview_import
from apps.courses.services.recordings import Progress as Told
from gopro.archives.reader import open_tree
from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError

REFUSED = 1
UNSUPPORTED = 2
INTERRUPTED = 130
SHOWN = 20


class Command(BaseCommand):
    help = "Import a course from a folder or an archive. The same source again changes only what changed there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(READERS))
        parser.add_argument("path", type=Path, help="a folder, .tar, .tar.gz, .tar.zst or .zip")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.jsonl", help="write a line for everything found")
        parser.add_argument("--as-draft", action="store_true", help="publish nothing")
        parser.add_argument("--course-slug", default="", metavar="SLUG", help="the new course's slug")
        parser.add_argument("--theirs", action="store_true", help="overwrite what was edited here")
        parser.add_argument("--strict", action="store_true", help=f"exit {UNSUPPORTED} if something can't be taken")
        parser.add_argument(
            "--without-recording",
            action="store_true",
            help="don't run reference solutions; exercises that were never run are held back from learners",
        )

    def handle(self, *, kind: str, path: Path, dry_run: bool, **options: Any) -> None:
        console = Console(stderr=True)
        wanted = Options(
            as_draft=options["as_draft"],
            theirs=options["theirs"],
            recording=not options["without_recording"],
            slug=options["course_slug"],
        )
        try:
            reading = _read(kind=kind, path=path)
            report = _preview(reading, wanted) if dry_run else _import(reading, wanted, console)
        except DomainError as refusal:
            self._refuse(refusal)
        except KeyboardInterrupt:
            console.print("Stopped; nothing was imported. What was run so far is kept: run this again to go on.")
            sys.exit(INTERRUPTED)
        _tell(report, console=console, is_dry=dry_run)
        if options["report"]:
            report.write(options["report"])
        if options["strict"] and report.unsupported:
            sys.exit(UNSUPPORTED)

    def _refuse(self, refusal: DomainError) -> None:
        reasons = "".join(f"\n  {pointer}: {reason}" for pointer, reason in refusal.fields.items())
        self.stderr.write(f"Refused, and nothing was imported: {refusal.detail}{reasons}")
        sys.exit(REFUSED)


def _read(*, kind: str, path: Path) -> Reading:
    with open_tree(path) as tree:
        return reader_for(kind)(tree)


def _preview(reading: Reading, options: Options) -> Report:
    return preview_import(reading=reading, options=options)


def _import(reading: Reading, options: Options, console: Console) -> Report:
    with _progress(console) as told, acting_as_operator():
        return import_course(reading=reading, options=options, progress=told)


@contextmanager
def _progress(console: Console) -> Iterator[Told]:
    columns = (TextColumn("Running reference solutions"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)


def _tell(report: Report, *, console: Console, is_dry: bool) -> None:
    table = Table("what became of it", "nodes", title="It would be" if is_dry else "Imported")
    for action, count in sorted(report.counts.items()):
        table.add_row(action, str(count))
    console.print(table)
    for line in report.remarkable[:SHOWN]:
        console.print(f"{line.action} {line.type} {line.target or line.path}: {line.reason}", markup=False)
    if len(report.remarkable) > SHOWN:
        console.print(f"… and {len(report.remarkable) - SHOWN} more; --report FILE.jsonl has them all.")
