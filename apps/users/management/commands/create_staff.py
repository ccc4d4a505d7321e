"""`manage.py create_staff`: a verified account with roles, made once."""

import sys
from argparse import ArgumentParser, FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.users.services import registration
from gopro.audit.operators import acting_as_operator
from gopro.errors import DomainError


class Command(BaseCommand):
    help = "Makes a verified account with staff roles. One that is there keeps its password and gains the roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--username", required=True)
        parser.add_argument("--display-name", default="")
        parser.add_argument("--roles", required=True, help="such as admin, or author,editor")
        password = parser.add_mutually_exclusive_group(required=True)
        password.add_argument("--password-file", type=FileType(), dest="password")
        password.add_argument("--password-stdin", action="store_const", const=sys.stdin, dest="password")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with acting_as_operator():
                user = registration.ensure_account(
                    email=options["email"],
                    username=options["username"],
                    display_name=options["display_name"],
                    password=options["password"].read().rstrip("\r\n"),
                    roles=[role.strip() for role in options["roles"].split(",") if role.strip()],
                )
        except DomainError as refusal:
            reasons = "; ".join([refusal.detail, *refusal.fields.values()])
            raise CommandError(reasons) from refusal
        self.stdout.write(f"{user.username} ({', '.join(user.roles)})")
