"""`manage.py receipts verify FILE`: is this receipt of an erasure ours, and unchanged?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.users.services.erasure import receipts
from gopro.errors import DomainError


class Command(BaseCommand):
    help = "Checks a receipt of an erasure: its signature, and that nothing in it was changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("file", type=Path, help="the JSON that the receipt's link answered")

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        try:
            stated = receipts.verified(json.loads(file.read_bytes()))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} is no receipt: {error}") from error
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        rows = sum(count for room in stated["rooms"].values() for count in room["rows"].values())
        self.stdout.write(f"The receipt holds: erasure {stated['erasure_id']}, complete at {stated['completed_at']}.")
        self.stdout.write(f"{rows} rows in {len(stated['rooms'])} rooms; the key was destroyed then too.")
