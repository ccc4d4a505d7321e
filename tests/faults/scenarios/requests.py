"""A request that can't tell its fact fails whole: no change without its fact, no fact without its change."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gopro.embedded.accounts import Account
from tests.faults.run import Fault, Run
from tests.faults.traffic import Refused

HEAD = "SELECT FROM teller.gopro_events_streamhead WHERE stream = %s FOR UPDATE"
TABLE = "ALTER TABLE teller.gopro_events_outbox SET TABLESPACE {}"


def refused(run: Run, counter: UUID, **manner: Any) -> None:
    with pytest.raises(Refused, match="500"):
        run.count(counter, **manner)


def timed_out(run: Run) -> None:
    """PostgreSQL cuts the statement that tells the fact, since another holds the stream's head."""
    run.start("web", "relay", "inbox")
    for _ in range(run.rounds):
        counter = run.new_counter()
        run.count(counter)
        with run.deployment.connect() as connection, connection.transaction():
            connection.execute(HEAD, [f"teller.counter:{counter}"])
            refused(run, counter, timeout_ms=200)
        assert run.count(counter) == 2


def changed_its_mind(run: Run) -> None:
    """The service fails after it has told its fact."""
    run.start("web", "relay", "inbox")
    for _ in range(run.rounds):
        counter = run.new_counter()
        refused(run, counter, fail_last=1)
        assert run.count(counter) == 1
    run.probe()


def disk_full(run: Run) -> None:
    """The outbox has a disk of its own, which is full; then it has room again."""
    run.start("web", "relay", "inbox")
    with tight_disk(run) as tablespace:
        run.sql(TABLE.format(tablespace))
        counter = run.new_counter()
        _fill(run, counter)
        run.wait_for(counter, run.acknowledged[counter])
        run.sql(TABLE.format("pg_default"))
        assert run.count(counter) == run.acknowledged[counter]
        run.recovered()
        run.settle()


def _fill(run: Run, counter: UUID) -> None:
    for _ in range(5000):
        try:
            run.count(counter)
        except Refused:
            return
    pytest.fail("the small disk takes everything")


@contextmanager
def tight_disk(run: Run) -> Iterator[str]:
    folder = run.deployment.folder / "tight"
    folder.mkdir(exist_ok=True)
    account = run.deployment.postgres.account
    if account is None or not _mounted(folder, account=account):
        pytest.skip("needs the right to mount a small disk")
    try:
        run.sql(f"CREATE TABLESPACE tight LOCATION '{folder}'")
        yield "tight"
    finally:
        run.deployment.end_processes()
        run.sql(TABLE.format("pg_default"))
        run.sql("CHECKPOINT")  # files that are gone are let go of
        run.sql("DROP TABLESPACE tight")
        subprocess.run(["umount", folder], check=True)


def _mounted(folder: Path, *, account: Account) -> bool:
    options = f"size=128k,mode=700,uid={account.uid},gid={account.gid}"
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=False).returncode == 0


FAULTS = [
    Fault(name="statement_timeout while a fact is told", act=timed_out),
    Fault(name="a service that fails after its fact", act=changed_its_mind, is_small=True),
    Fault(name="disk full while a fact is told", act=disk_full, rounds=1),
]
