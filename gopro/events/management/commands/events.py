"""`manage.py events WHAT`: the operator's door to facts; each sub-command is a module of `gopro.events.commands`."""

from argparse import ArgumentParser
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.errors import DomainError
from gopro.events import commands


def _found() -> dict[str, ModuleType]:
    """Sub-command to its module; `-` in the command is `_` in the module."""
    names = sorted(module.name for module in iter_modules(commands.__path__))
    return {name.replace("_", "-"): import_module(f"{commands.__name__}.{name}") for name in names}


class Command(BaseCommand):
    help = "Facts told and heard: see them, tell them again, keep them, drop the old ones."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        options.setdefault("epilog", "manage.py events WHAT --help tells more.")
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        choices = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=ArgumentParser)
        for name, module in _found().items():
            module.configure(choices.add_parser(name, help=module.HELP, description=module.HELP))

    def handle(self, *_: Any, what: str, **options: Any) -> None:
        try:
            _found()[what].run(options, self.stdout)
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        except KeyboardInterrupt:
            raise CommandError("Interrupted; run it again, it goes on where it was.", returncode=130) from None
