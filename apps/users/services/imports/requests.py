"""Asking for an import, for its cancellation, and that it go on."""

from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from apps.users import selectors
from apps.users.errors import ImportOver, ImportUnderWay
from apps.users.models import ImportState, UserImport
from apps.users.services.imports import files
from apps.users.services.imports.authority import RUN, held_by
from apps.users.services.imports.inspection import Inspected, inspect
from gopro.audit import trail
from gopro.audit.operators import operator
from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.jobs import enqueue
from gopro.security import policy
from gopro.security.principal import Principal
from gopro.storage.store import store

LONGEST_NAME = 120


def request_import(
    *, file: BinaryIO, file_name: str, is_dry_run: bool, sends_invitations: bool, by: Principal
) -> UserImport:
    """Take the file in; a job does the rest. Raises FileRefused, or ImportUnderWay."""
    policy.require(principal=by, permission=RUN)
    asked = UserImport(asked_by_id=by.user_id, permissions=held_by(by))
    asked.is_dry_run, asked.sends_invitations, asked.file_name = is_dry_run, sends_invitations, file_name
    _take_in(asked, file=file)
    return asked


def request_import_by_operator(
    *, file: BinaryIO, file_name: str, is_dry_run: bool, sends_invitations: bool
) -> UserImport:
    """The same for who sits at a shell, and runs it there."""
    asked = UserImport(operator=operator())
    asked.is_dry_run, asked.sends_invitations, asked.file_name = is_dry_run, sends_invitations, file_name
    _take_in(asked, file=file)
    return asked


@atomic("users")
def request_run_of(*, import_id: UUID, by: Principal) -> UserImport:
    """What a dry run has shown, done: the same file, which is handed on. Raises ImportOver where it isn't there."""
    policy.require(principal=by, permission=RUN)
    tried = selectors.any_user_import(import_id=import_id, lock=True)
    if not (tried.is_dry_run and tried.state == ImportState.DONE and tried.file):
        raise ImportOver("Only a dry run that is done can be run, once, and within a week.")
    asked = UserImport(
        asked_by_id=by.user_id,
        permissions=held_by(by),
        is_dry_run=False,
        **{name: getattr(tried, name) for name in HANDED_ON},
    )
    _start_over(asked)
    tried.file = ""
    tried.save(update_fields=["file"])
    _begin(asked)
    return asked


@atomic("users")
def cancel_import(*, import_id: UUID, by: Principal) -> UserImport:
    """What is written stays written. Again changes nothing. Raises ImportOver where it is done."""
    policy.require(principal=by, permission=RUN)
    return stop(import_id=import_id)


@atomic("users")
def resume_import(*, import_id: UUID, by: Principal) -> UserImport:
    """Go on where it stopped, in the name of who asks now. While it goes on nothing changes. Raises ImportOver."""
    policy.require(principal=by, permission=RUN)
    found = _reopened(import_id=import_id, asked_by_id=by.user_id, permissions=held_by(by), operator="")
    enqueue("users.run_import", found.pk)
    return found


@atomic("users")
def resume_import_by_operator(*, import_id: UUID) -> UserImport:
    return _reopened(import_id=import_id, asked_by_id=None, permissions=[], operator=operator())


@atomic("users")
def stop(*, import_id: UUID) -> UserImport:
    """The chunk that is being written is waited for."""
    found = selectors.any_user_import(import_id=import_id, lock=True)
    if found.state == ImportState.DONE:
        raise ImportOver
    if found.is_under_way:
        found.state = ImportState.CANCELLED
        found.save(update_fields=["state", "updated_at"])
        record(found, verb="cancel")
    return found


def record(user_import: UserImport, *, verb: str) -> None:
    """What an import was and did, without a word of its file."""
    names = ("is_dry_run", "sends_invitations", "sha256", "rows_total")
    counts = ("rows", "created", "updated", "unchanged", "refused")
    trail.record(
        room="users",
        action=f"users.import.{verb}",
        object_type="users.userimport",
        object_id=str(user_import.pk),
        changes={name: str(getattr(user_import, name)) for name in (*names, *counts)},
    )


def _take_in(asked: UserImport, *, file: BinaryIO) -> None:
    found = inspect(file)
    _refuse_second(asked)
    asked.pk = uuid7()
    _describe(asked, found=found)
    asked.file = files.keep(file, import_id=asked.pk)
    try:
        _begin(asked)
    except Exception:
        store().delete(name=asked.file)
        raise


def _describe(asked: UserImport, *, found: Inspected) -> None:
    asked.file_name = " ".join(asked.file_name.split())[:LONGEST_NAME] or "accounts.csv"
    asked.size, asked.sha256 = found.size, found.sha256
    asked.delimiter, asked.columns = found.delimiter, list(found.columns)
    asked.first_position, asked.first_line, asked.rows_total = found.position, found.line, found.rows
    _start_over(asked)


def _start_over(asked: UserImport) -> None:
    asked.position, asked.line = asked.first_position, asked.first_line


def _refuse_second(asked: UserImport) -> None:
    """A dry run beside a run would tell what is out of date when it is read."""
    other = selectors.import_under_way()
    if other is not None and other.pk != asked.pk:
        raise ImportUnderWay(import_id=other.pk)


def _begin(asked: UserImport) -> None:
    """The constraint decides where two ask in the same instant. An operator runs it where they are."""
    _refuse_second(asked)
    try:
        with atomic("users"):
            asked.save(force_insert=True)
            record(asked, verb="start")
            if not asked.operator:
                enqueue("users.run_import", asked.pk)
    except IntegrityError:
        _refuse_second(asked)
        raise


def _reopened(*, import_id: UUID, **asker: object) -> UserImport:
    found = selectors.any_user_import(import_id=import_id, lock=True)
    if found.state == ImportState.DONE or not found.file:
        raise ImportOver
    if found.is_under_way:
        return found
    _refuse_second(found)
    for name, value in {**asker, "state": ImportState.QUEUED, "failure": "", "updated_at": timezone.now()}.items():
        setattr(found, name, value)
    found.save()
    record(found, verb="resume")
    return found


HANDED_ON = (
    *("sends_invitations", "file", "file_name", "size", "sha256", "delimiter", "columns"),
    *("first_position", "first_line", "rows_total"),
)
