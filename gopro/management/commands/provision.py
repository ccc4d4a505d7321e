"""`manage.py provision`: schemas, roles and extensions of the rooms hosted here; may run as often as wanted."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gopro import provisioning


class Command(BaseCommand):
    help = "Makes each room's schema and role, and the extensions. Run it before `migrate`; again changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print the SQL")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            provisioning.provision()
            return
        for room, statements in provisioning.plan():
            self.stdout.write(f"-- {room}")
            self.stdout.write(";\n".join(statements) + ";")
