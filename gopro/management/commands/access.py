"""`manage.py access`: the table of operations, pages and roles, anew from what they declare."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.access import document


class Command(BaseCommand):
    help = "Write docs/access.md anew: who may do what, for every operation, page and role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the file is stale")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs" / "access.md")

    def handle(self, *_: Any, check: bool, file: Path, **__: Any) -> None:
        wanted = document.text()
        is_stale = not file.exists() or file.read_text() != wanted
        if check and is_stale:
            raise CommandError(f"{file} is stale: run manage.py access")
        if is_stale:
            file.write_text(wanted)
        self.stdout.write(f"wrote {file}" if is_stale else f"{file} says what the code says.")
