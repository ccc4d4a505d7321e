"""One process' way through a file: chunk by chunk, each planned and written in one transaction with its report."""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import BinaryIO

from django.db import IntegrityError, OperationalError
from django.utils import timezone

from apps.users import selectors
from apps.users.models import Became, ImportLine, ImportState, UserImport
from apps.users.services.imports import changes, requests
from apps.users.services.imports.authority import authority_of
from apps.users.services.imports.lines import lines
from apps.users.services.imports.names import NameFreedJustNow, Names
from apps.users.services.imports.plans import Plan, plan, present
from apps.users.services.imports.rows import Row, addresses, rows
from gopro.database import atomic

CHUNK = 500
TRIES = 3


class Walk:
    """Begins where the import stands. Of the rows before it remembers a number for each address, and nothing else."""

    def __init__(self, begun: UserImport, *, file: BinaryIO) -> None:
        self._import_id, self._position = begun.pk, begun.position
        self._tries = 1 if begun.is_dry_run else TRIES
        self._names = Names(remembers=begun.is_dry_run)
        self._seen = {hash(address) for address in _addresses_before(begun, file=file)}
        self._lines = lines(file, position=begun.position, number=begun.line)
        self._coming = rows(self._lines, columns=begun.columns, delimiter=begun.delimiter)
        self._held: list[Row] = []

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def step(self) -> UserImport | None:
        """Deal with the next chunk. None where the import was stopped, or somebody else went on with it."""
        chunk = [*self._held, *islice(self._coming, CHUNK - len(self._held))]
        written = self._written(chunk)
        if written is None:
            return None
        now, count = written
        self._position = now.position
        self._seen.update(hash(row.email) for row in chunk[:count] if row.email)
        self._held = chunk[count:]
        return now

    def _written(self, chunk: Sequence[Row]) -> tuple[UserImport, int] | None:
        """Planned anew where somebody took a name or an address in the very moment."""
        for tries_left in reversed(range(self._tries)):
            try:
                return self._write(chunk)
            except (IntegrityError, OperationalError):
                if not tries_left:
                    raise
        return None

    @atomic("users")
    def _write(self, chunk: Sequence[Row]) -> tuple[UserImport, int] | None:
        now = selectors.any_user_import(import_id=self._import_id, lock=True)
        if not now.is_under_way or now.position != self._position:
            return None
        plans = self._plans(chunk, of=now)
        ImportLine.objects.bulk_create(_lines(plans, of=now))
        _count(plans, to=now)
        if len(plans) == len(chunk) < CHUNK:
            now.state, now.finished_at = ImportState.DONE, timezone.now()
        now.save()
        if not now.is_dry_run:
            changes.write(plans, sends_invitations=now.sends_invitations)
        if now.state == ImportState.DONE:
            requests.record(now, verb="complete")
        return now, len(plans)

    def _plans(self, chunk: Sequence[Row], *, of: UserImport) -> list[Plan]:
        """For all rows, or for those before the first that has to wait."""
        authority = authority_of(of)
        now = present(chunk, lock=not of.is_dry_run)
        self._names.look_up(row.values["username"] for row in chunk if "username" in row.values)
        met: set[int] = set()
        plans: list[Plan] = []
        for row in chunk:
            number = hash(row.email)
            is_doubled = number in self._seen or number in met
            try:
                plans.append(plan(row, now=now, names=self._names, authority=authority, is_doubled=is_doubled))
            except NameFreedJustNow:
                break
            if row.email:
                met.add(number)
        return plans


def _addresses_before(begun: UserImport, *, file: BinaryIO) -> Iterator[str]:
    found = lines(file, position=begun.first_position, number=begun.first_line)
    before = takewhile(lambda line: line.number < begun.line, found)
    return addresses(before, columns=begun.columns, delimiter=begun.delimiter)


def _count(plans: Sequence[Plan], *, to: UserImport) -> None:
    to.rows += len(plans)
    for each in plans:
        name = each.became.value if each.became else "unchanged"
        setattr(to, name, getattr(to, name) + 1)
    if plans:
        to.position, to.line = plans[-1].row.position, plans[-1].row.line + 1


def _lines(plans: Sequence[Plan], *, of: UserImport) -> Iterator[ImportLine]:
    for each in plans:
        about = {"user_import": of, "line": each.row.line, "became": each.became}
        if each.became == Became.REFUSED:
            for fault in each.faults:
                yield ImportLine(**about, columns=fault.column, code=fault.code, detail=fault.detail)
        elif each.became is not None:
            yield ImportLine(**about, columns=",".join(each.before))
