"""`manage.py export_course KEY --format olx PATH`: write a course, with its solutions and answers, as files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from apps.courses.selectors import ownership
from apps.courses.services.exporters.registry import EXPORTERS
from apps.courses.services.exporters.run import DRAFT, Exported, export_course, preview_export
from gopro.archives.writer import Told, write_tree
from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError

REFUSED = 1
SHOWN = 20


class Command(BaseCommand):
    help = "Export a course. The same edition again is the same bytes. It holds what learners must not see."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """With `--version` of the course, not of Django."""
        return super().create_parser(prog_name, subcommand, **(options | {"conflict_handler": "resolve"}))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="the course's slug or id")
        parser.add_argument("path", type=Path, help="a folder, or a file that ends with .tar.gz or .zip")
        parser.add_argument("--format", required=True, choices=sorted(EXPORTERS))
        edition = parser.add_mutually_exclusive_group()
        edition.add_argument("--version", dest="edition", metavar="N", help="this publication, instead of the last")
        edition.add_argument("--draft", dest="edition", action="store_const", const=DRAFT, help="the draft")
        parser.add_argument("--force", action="store_true", help="overwrite files of the same names")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")

    def handle(self, *, key: str, path: Path, format: str, edition: str | None, **options: Any) -> None:
        console = Console(stderr=True)
        try:
            course = ownership.course(key=key)
            make = preview_export if options["dry_run"] else export_course
            with acting_as_operator():
                exported = make(course_id=course.id, format=format, edition=edition or "")
            if not options["dry_run"]:
                _write(exported, path=path, replacing=options["force"], console=console)
        except DomainError as refusal:
            self.stderr.write(f"Refused, and nothing was exported: {refusal.detail}")
            sys.exit(REFUSED)
        _tell(exported, path=path, console=console, is_dry=options["dry_run"])


def _write(exported: Exported, *, path: Path, replacing: bool, console: Console) -> None:
    files = [(file.path, file.content) for file in exported.files]
    with _progress(console, total=len(files)) as told:
        write_tree(path, files=files, replacing=replacing, told=told)


@contextmanager
def _progress(console: Console, *, total: int) -> Iterator[Told]:
    columns = (TextColumn("Writing files"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.update(task, completed=count)


def _tell(exported: Exported, *, path: Path, console: Console, is_dry: bool) -> None:
    size = sum(len(file.content) for file in exported.files)
    verb = "Would write" if is_dry else "Wrote"
    edition = "the draft" if exported.edition == DRAFT else f"publication {exported.edition}"
    console.print(f"{verb} {edition}: {len(exported.files):,} files, {size:,} bytes, to {path}.", markup=False)
    for line in exported.lines[:SHOWN]:
        console.print(f"{line.path}: {line.reason}", markup=False)
    if len(exported.lines) > SHOWN:
        console.print(f"… and {len(exported.lines) - SHOWN} more.")
