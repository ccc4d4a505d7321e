"""Imports of accounts, and their lines."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.users.errors import ImportNotFound
from apps.users.models import UNDER_WAY, Became, ImportLine, UserImport
from gopro.security import policy
from gopro.security.principal import Caller

IMPORTS = "users.import:run"
READ_AT_ONCE = 2000


def user_imports(*, viewer: Caller) -> QuerySet[UserImport]:
    """Everybody's, the newest first, for those who may import."""
    policy.require(principal=viewer, permission=IMPORTS)
    return UserImport.objects.order_by("-created_at", "-id")


def user_import(*, import_id: UUID, viewer: Caller) -> UserImport:
    """Raises ImportNotFound."""
    policy.require(principal=viewer, permission=IMPORTS)
    return any_user_import(import_id=import_id)


def any_user_import(*, import_id: UUID, lock: bool = False) -> UserImport:
    """For jobs and operators. Raises ImportNotFound."""
    rows = UserImport.objects.select_for_update() if lock else UserImport.objects.all()
    found = rows.filter(pk=import_id).first()
    if found is None:
        raise ImportNotFound
    return found


def import_under_way() -> UserImport | None:
    return UserImport.objects.filter(state__in=UNDER_WAY).order_by("created_at").first()


def lost_imports(*, silent_for: timedelta) -> list[UUID]:
    """Under way, with nobody at work on them."""
    silent = UserImport.objects.filter(state__in=UNDER_WAY, updated_at__lt=timezone.now() - silent_for)
    return list(silent.values_list("pk", flat=True))


def import_lines(*, import_id: UUID) -> Iterator[ImportLine]:
    """All, in the file's order, a portion at a time."""
    rows, last = ImportLine.objects.filter(user_import_id=import_id).order_by("pk"), 0
    while portion := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        yield from portion
        last = portion[-1].pk


def refused_lines(*, import_id: UUID, most: int) -> list[ImportLine]:
    rows = ImportLine.objects.filter(user_import_id=import_id, became=Became.REFUSED)
    return list(rows.order_by("pk")[:most])
