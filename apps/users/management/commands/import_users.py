"""`manage.py import_users FILE`: make and change accounts as a CSV file says; `--resume ID` goes on with one."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from apps.users import selectors
from apps.users.models import UserImport
from apps.users.services.imports import requests, run
from apps.users.services.imports.run import Told
from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError

INTERRUPTED = 130
SHOWN = 20


class Command(BaseCommand):
    help = "Makes and changes accounts as a CSV file says. What can't be taken is told line by line, and stops nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", type=Path, help="CSV in UTF-8; its first line names the columns")
        what.add_argument("--resume", type=UUID, metavar="ID", help="go on with an import that was stopped or killed")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--no-invitations", action="store_true", help="send new people no mail")

    def handle(self, *args: Any, file: Path | None, resume: UUID | None, **options: Any) -> None:
        console = Console(stderr=True)
        try:
            with acting_as_operator():
                asked = _resumed(resume) if resume else _asked(file or Path(), options)
                found = _run(asked, console)
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}") from error
        _tell(found, console)
        if found.failure:
            raise CommandError(f"{found.failure} Go on with: import_users --resume {found.pk}")


def _resumed(import_id: UUID) -> UserImport:
    return requests.resume_import_by_operator(import_id=import_id)


def _asked(path: Path, options: dict[str, Any]) -> UserImport:
    with path.open("rb") as file:
        return requests.request_import_by_operator(
            file=file,
            file_name=path.name,
            is_dry_run=options["dry_run"],
            sends_invitations=not options["no_invitations"],
        )


def _run(asked: UserImport, console: Console) -> UserImport:
    """Ctrl-C takes back the chunk that is being written, and leaves the import to be resumed."""
    try:
        with _progress(asked, console) as told:
            return run.go_on(import_id=asked.pk, told=told)
    except KeyboardInterrupt:
        found = requests.stop(import_id=asked.pk)
        console.print(f"Stopped after {found.rows} rows, which stay. Go on with: import_users --resume {found.pk}")
        sys.exit(INTERRUPTED)


@contextmanager
def _progress(asked: UserImport, console: Console) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(asked.file_name, total=asked.rows_total, completed=asked.rows)
        yield lambda now: bar.update(task, completed=now.rows)


def _tell(found: UserImport, console: Console) -> None:
    table = Table("what became of it", "rows", title="It would be" if found.is_dry_run else "Imported")
    for name in ("created", "updated", "unchanged", "refused"):
        table.add_row(name, str(getattr(found, name)))
    console.print(table)
    left = found.refused
    for line in selectors.refused_lines(import_id=found.pk, most=SHOWN):
        console.print(f"line {line.line}: {line.columns}: {line.detail}", markup=False)
        left -= 1
    if left > 0:
        console.print(f"… and more; the report of the import {found.pk} has them all.")
