"""Files as people send them, and imports begun with them."""

import io
from collections.abc import Sequence
from typing import Any

from apps.users.models import ImportLine, User, UserImport
from apps.users.services.imports import requests, run
from gopro.security.principal import Principal

HEADER = "email,username,display_name,locale,time_zone,roles,is_active"


def file_of(*rows: str, header: str = HEADER, end: str = "\n") -> io.BytesIO:
    return io.BytesIO(end.join([header, *rows, ""]).encode())


def principal(user: User) -> Principal:
    return Principal(user_id=user.pk, session_id=user.pk, roles=frozenset(user.all_roles))


def asked(file: io.BytesIO, *, by: User | None = None, dry: bool = False, mails: bool = True) -> UserImport:
    """By somebody through a door, or by an operator."""
    options: dict[str, Any] = {"file": file, "file_name": "people.csv", "is_dry_run": dry, "sends_invitations": mails}
    if by is None:
        return requests.request_import_by_operator(**options)
    return requests.request_import(**options, by=principal(by))


def imported(*rows: str, by: User | None = None, dry: bool = False, mails: bool = True, **form: str) -> UserImport:
    found = asked(file_of(*rows, **form), by=by, dry=dry, mails=mails)
    return run.go_on(import_id=found.pk)


def counts(found: UserImport) -> tuple[int, int, int, int]:
    return found.created, found.updated, found.unchanged, found.refused


def report(found: UserImport) -> list[tuple[int, str, str, str]]:
    rows = ImportLine.objects.filter(user_import=found).order_by("pk")
    return list(rows.values_list("line", "became", "columns", "code"))


def people(*names: str) -> Sequence[str]:
    return [f"{name}@example.org,{name},{name.title()},,,," for name in names]
