"""Going through a file: what a chunk changes, tells and reports commits with the place where the next begins.

So a run may be killed at any moment, and whoever goes on does nothing twice. A dry run goes the same way and writes
nothing but its report; it is begun anew, since only its process knows which names it would have given.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, OperationalError

from apps.users import selectors
from apps.users.models import ImportState, UserImport
from apps.users.services.imports import files
from apps.users.services.imports.authority import AuthorityLost
from apps.users.services.imports.chunks import Walk
from gopro.database import atomic
from gopro.jobs import enqueue
from gopro.observability import context

SHARE = timedelta(minutes=2)  # of a job, far below the time after which the broker gives it to somebody else
SILENT = timedelta(seconds=90)
GONE = "Its file is gone; send it again."
POWERLESS = "Whoever asked for it may import no longer; somebody who may can resume it."
UNLUCKY = "The database refused a chunk of rows again and again; resume it later."

type Told = Callable[[UserImport], None]

log = structlog.stdlib.get_logger(__name__)


def run_import(*, import_id: UUID) -> None:
    """A job's share of it; the next job goes on. A dry run is one share, as nobody could go on with it."""
    found = go_on(import_id=import_id, until=time.monotonic() + SHARE.total_seconds())
    if found.is_under_way:
        enqueue("users.run_import", import_id)


def run_lost_imports() -> None:
    """By the clock: what a worker that was killed, or a broker, has let fall."""
    for import_id in selectors.lost_imports(silent_for=SILENT):
        enqueue("users.run_import", import_id)


def go_on(*, import_id: UUID, until: float | None = None, told: Told | None = None) -> UserImport:
    """To its end, or for so long; answers how it stands. `told` hears of each chunk."""
    begun = _begin(import_id=import_id)
    if not begun.is_under_way:
        return begun
    try:
        found = _go_through(begun, until=until, told=told)
    except FileNotFoundError:
        return _fail(import_id=import_id, why=GONE)
    except AuthorityLost:
        return _fail(import_id=import_id, why=POWERLESS)
    except (IntegrityError, OperationalError):
        log.exception("import.failed", import_id=str(import_id))
        return _fail(import_id=import_id, why=UNLUCKY)
    if found.state == ImportState.DONE and not found.is_dry_run:
        files.remove(found)
    return found


@atomic("users")
def _begin(*, import_id: UUID) -> UserImport:
    found = selectors.any_user_import(import_id=import_id, lock=True)
    if not found.is_under_way:
        return found
    found.state = ImportState.RUNNING
    if found.is_dry_run:
        found.position, found.line = found.first_position, found.first_line
        found.rows = found.created = found.updated = found.unchanged = found.refused = 0
        found.lines.all().delete()
    found.save()
    return found


def _go_through(begun: UserImport, *, until: float | None, told: Told | None) -> UserImport:
    with files.opened(begun) as file, _acting(begun), closing(Walk(begun, file=file)) as walk:
        while now := walk.step():
            if told is not None:
                told(now)
            is_over = until is not None and time.monotonic() > until and not now.is_dry_run
            if is_over or not now.is_under_way:
                return now
    return selectors.any_user_import(import_id=begun.pk)


@contextmanager
def _acting(begun: UserImport) -> Iterator[None]:
    """Facts and audit name who asked; all facts of an import have its id in common."""
    actor = begun.operator or str(begun.asked_by_id)
    with context.bind(actor_id=actor, correlation_id=str(begun.pk)):
        yield


@atomic("users")
def _fail(*, import_id: UUID, why: str) -> UserImport:
    found = selectors.any_user_import(import_id=import_id, lock=True)
    if found.is_under_way:
        found.state, found.failure = ImportState.FAILED, why
        found.save(update_fields=["state", "failure", "updated_at"])
    return found
