"""`manage.py prepare`: everything between servers that run and processes that serve, each step shown."""

import hashlib
import shlex
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from rich.console import Console

from gopro import provisioning
from gopro.events.operations import newcomers


class Command(BaseCommand):
    help = (
        "Provisions and migrates every room's database, collects static files, runs the commands that are named, then "
        "tells rooms that hear something new what was before."
    )
    requires_system_checks: list[str] = []
    console = Console(highlight=False)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "commands", nargs="*", help="management commands to run at the end, each with its words in one argument"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("Schemas and roles", provisioning.provision)
        self._step("Tables", provisioning.migrate)
        self._step("Static files", _collect_static)
        for line in options["commands"]:
            began, (name, *words) = time.monotonic(), shlex.split(line)
            call_command(name, *words)  # it shows its own progress, so nothing else may move on the screen
            self._done(name.replace("_", " ").capitalize(), began=began)
        self._step("New subscriptions", self._welcome_newcomers)  # last: telling needs the keys that a command made

    def _step(self, title: str, act: Callable[[], None]) -> None:
        began = time.monotonic()
        with self.console.status(f"{title} …"):
            act()
        self._done(title, began=began)

    def _welcome_newcomers(self) -> None:
        for one in newcomers.welcome():
            self.console.print(f"{one.consumer} is new to {one.kind}; where {one.room} is hosted run {one.advice}")

    def _done(self, title: str, *, began: float) -> None:
        self.console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - began:.1f} s[/]")


def _collect_static() -> None:
    """Only when a file has changed: compressing them takes seconds."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    state = _state_of_static()
    if not mark.exists() or mark.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(state)


def _state_of_static() -> str:
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return state.hexdigest()
