"""`manage.py breached_passwords build FILE`: what GOPRO_BREACHED_PASSWORDS names, of a download of breached hashes."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from gopro.security.breaches import BreachFileInvalid, build


class Command(BaseCommand):
    help = "Makes the file that refuses breached passwords, of the list of Have I Been Pwned, ordered by hash."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["build"])
        parser.add_argument("file", help="lines SHA1:COUNT in the order of the hashes; - for standard input")
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--at-least", type=int, default=1, help="leave out what was seen less often")

    def handle(self, *_: Any, file: str, output: Path, at_least: int, **__: Any) -> None:
        try:
            with _opened(file) as lines:
                built = build(lines, into=output, at_least=at_least)
        except (OSError, UnicodeDecodeError, BreachFileInvalid) as failure:
            raise CommandError(str(failure)) from failure
        size = output.stat().st_size / 2**20
        self.stdout.write(f"{built.kept:,} of {built.read:,} hashes, {size:,.1f} MiB in {output}.")


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    if file == "-":
        yield sys.stdin
    else:
        with Path(file).open(encoding="ascii") as lines:
            yield lines
