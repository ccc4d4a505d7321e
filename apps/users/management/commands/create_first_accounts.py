"""`manage.py create_first_accounts`: somebody to staff the place and somebody to learn, on a new machine."""

import secrets
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand

from apps.users.services import registration


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    email: str
    username: str
    display_name: str
    roles: tuple[str, ...] = ()


ACCOUNTS = {
    "Staff": Account(email="olena@gopro.example", username="olena", display_name="Olena", roles=("admin",)),
    "Learner": Account(email="taras@gopro.example", username="taras", display_name="Taras"),
}


class Command(BaseCommand):
    help = "Makes a staff account and a learner with passwords made up here, once, and writes them to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, required=True, help="where addresses and passwords are written (0600)")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.exists():
            _write(file)
        for line in file.read_text().splitlines():
            title, _, password = line.split()
            account = ACCOUNTS[title]
            registration.ensure_account(
                email=account.email,
                username=account.username,
                display_name=account.display_name,
                password=password,
                roles=account.roles,
            )
        self.stdout.write(f"The first accounts are in {file}.")


def _write(file: Path) -> None:
    """Before the accounts are made, so that a run that is cut short leaves no account without a known password."""
    lines = [f"{title:<12} {account.email}  {secrets.token_urlsafe(12)}\n" for title, account in ACCOUNTS.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, delete=False) as opened:
        opened.writelines(lines)
    Path(opened.name).rename(file)
