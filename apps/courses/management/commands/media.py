"""`manage.py media collect`: what nobody needs of the files of courses, found and removed, or only found."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from apps.courses.services.media.collection import findings
from gopro.audit.operators import acting_as_operator

INTERRUPTED = 130
WORDS = {
    "unfinished": "uploads that never came to an end",
    "unused": "files that no version shows",
    "unknown": "objects that no row knows",
}


class Command(BaseCommand):
    help = "Collect unfinished uploads, files that nothing shows, and objects without a row; run it again to go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["collect"])
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        console = Console(stderr=True)
        counts, sizes = Counter[str](), Counter[str]()
        try:
            with console.status("Looking"), acting_as_operator():
                for finding in findings(now=timezone.now()):
                    if dry_run or finding.collect():
                        counts[finding.why] += 1
                        sizes[finding.why] += finding.size
                        self.stdout.write(f"{finding.why} {finding.what} {finding.size} since {finding.since:%Y-%m-%d}")
        except KeyboardInterrupt:
            console.print("Stopped; what is gone is gone. Run this again to go on.")
            sys.exit(INTERRUPTED)
        _tell(console, counts=counts, sizes=sizes, is_dry=dry_run)


def _tell(console: Console, *, counts: Counter[str], sizes: Counter[str], is_dry: bool) -> None:
    table = Table("what", "how many", "size", title="Would be collected" if is_dry else "Collected")
    for why, words in WORDS.items():
        table.add_row(words, str(counts[why]), filesizeformat(sizes[why]))
    console.print(table)
