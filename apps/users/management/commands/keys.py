"""`manage.py keys init`: the key that signs tokens."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gopro.security.tokens import generate


class Command(BaseCommand):
    help = "Makes the key that signs tokens, unless there is one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["init"])

    def handle(self, *args: Any, **options: Any) -> None:
        generate(settings.KEY_FOLDER)
        self.stdout.write(f"Keys are in {settings.KEY_FOLDER}.")
