"""The file of an import in the private storage: kept while it may be needed, and not a day longer than a week.

That is shorter than an erasure's grace, so that no file outlives an account that was erased.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.users.models import UNDER_WAY, ImportLine, ImportState, UserImport
from gopro.storage.store import store

FOLDER = "imports"
KEPT = timedelta(days=7)
LINES_KEPT = timedelta(days=30)
REMOVED_AT_ONCE = 1000
LINES_AT_ONCE = 50_000


def keep(file: BinaryIO, *, import_id: UUID) -> str:
    """Answers the name under which it is kept."""
    name = f"{FOLDER}/{import_id}.csv"
    file.seek(0)
    store().save(name=name, content=file)
    return name


@contextmanager
def opened(user_import: UserImport) -> Iterator[BinaryIO]:
    """Raises FileNotFoundError."""
    if not user_import.file:
        raise FileNotFoundError
    file = store().open(name=user_import.file)
    try:
        yield file
    finally:
        file.close()


def remove(user_import: UserImport) -> None:
    """First the file, then its name, so that no file is forgotten."""
    if user_import.file:
        store().delete(name=user_import.file)
    UserImport.objects.filter(pk=user_import.pk).update(file="")
    user_import.file = ""


def remove_old() -> None:
    """By the clock: files that nobody went on with or that outlived their import, and the lines of old reports."""
    now = timezone.now()
    for stored in store().listed(prefix=f"{FOLDER}/"):  # also those whose import was never written down
        if stored.modified_at < now - KEPT:
            store().delete(name=stored.name)
    is_over = Q(created_at__lt=now - KEPT) | Q(state=ImportState.DONE, is_dry_run=False)
    over = UserImport.objects.exclude(file="").filter(is_over)
    for user_import in over.order_by("created_at")[:REMOVED_AT_ONCE]:
        remove(user_import)
    old = ImportLine.objects.filter(user_import__created_at__lt=now - LINES_KEPT)
    old = old.exclude(user_import__state__in=UNDER_WAY)
    ImportLine.objects.filter(pk__in=old.order_by("pk").values("pk")[:LINES_AT_ONCE]).delete()
