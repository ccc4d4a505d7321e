"""The worker: batches keep the promises of one by one."""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import OperationalError
from psycopg import errors

from gopro.database import atomic
from gopro.events import deadline, failures, worker
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, Outbox
from gopro.events.outbox import publish
from gopro.identifiers import uuid7
from tests.gopro.events.test_delivery import release

pytestmark = pytest.mark.django_db


def row_of(sample_id, sequence: int = 1) -> Inbox:
    return Inbox.objects.using("progress").get(stream=f"users.sample:{sample_id}", sequence=sequence)


def test_a_batch_that_fails_leaves_only_the_failed_fact_undone(tell, subscribe):
    hearer = subscribe()
    streams = [uuid7() for _ in range(5)]
    for sample_id in streams:
        tell(sample_id, 1, 2, 3)
    hearer.fails = lambda event: event.sample_id == streams[2] and event.number == 2
    drain()
    effects = [(event.sample_id, event.number) for event in hearer.heard]
    assert len(effects) == len(set(effects)) == 13
    assert [number for sample_id, number in effects if sample_id == streams[2]] == [1]
    assert (row_of(streams[2], 2).attempts, row_of(streams[2], 3).attempts) == (1, 0)


def test_a_try_counts_once_although_its_batch_failed_first(tell, subscribe):
    tries = []
    hearer = subscribe()
    hearer.fails = lambda event: bool(tries.append(event.number)) or True
    sample_id = uuid7()
    tell(sample_id, 1)
    drain()
    assert (tries, row_of(sample_id).attempts) == ([1, 1], 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Echoed(Event):
    """Something was heard."""

    name: ClassVar[str] = "progress.sample.echoed.v1"
    aggregate: ClassVar[str] = "sample_id"
    sample_id: UUID
    text: str


def test_what_an_effect_tells_and_the_database_refuses_is_the_fault_of_its_fact_alone(tell, subscribe):
    """It is written after the handler; the others of its batch are told all the same."""
    hearer, (bad, good) = subscribe(), (uuid7(), uuid7())

    def echo(event) -> bool:
        publish(Echoed(sample_id=event.sample_id, text="\x00" if event.sample_id == bad else "heard"))
        return False

    hearer.fails = echo
    tell(bad, 1)
    tell(good, 1)
    drain()
    assert (row_of(bad).state, row_of(bad).attempts, row_of(good).state) == (InboxState.PENDING, 1, InboxState.DONE)
    told = Outbox.objects.using("progress").filter(type="gopro.progress.sample.echoed.v1")
    assert [(row.stream, row.data["text"]) for row in told] == [(f"progress.sample:{good}", "heard")]
    assert "unsupported Unicode escape sequence" in row_of(bad).last_error


def test_a_handler_may_go_on_after_a_part_of_it_failed(tell, subscribe):
    """Which takes a savepoint; the batch has none, and is handled again with them."""
    hearer, sample_id = subscribe(), uuid7()

    def fails(event) -> bool:
        with suppress(ZeroDivisionError), atomic("progress"):
            hearer._run(f"INSERT INTO {hearer.table} (number) VALUES (-1)")  # noqa: S608 - ours
            raise ZeroDivisionError
        return False

    hearer.fails = fails
    tell(sample_id, 1, 2)
    drain()
    assert hearer.numbers == [1, 2]
    assert (row_of(sample_id).state, row_of(sample_id).attempts) == (InboxState.DONE, 0)


def deadlocked() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = errors.DeadlockDetected("deadlock detected")
    return error


def test_a_deadlock_is_tried_again_and_does_not_count(tell, subscribe):
    hearer, sample_id = subscribe(), uuid7()

    def fails(_):
        raise deadlocked()

    hearer.fails = fails
    tell(sample_id, 1)
    for _ in range(failures.TRIES + 3):
        drain()
        release()
    row = row_of(sample_id)
    assert (row.state, row.attempts) == (InboxState.PENDING, 0)
    assert "deadlock detected" in row.last_error
    hearer.fails = lambda _: False
    drain()
    assert hearer.numbers == [1]


def test_a_handler_that_takes_too_long_is_interrupted_and_others_go_on(tell, subscribe, monkeypatch):
    monkeypatch.setattr(worker, "HANDLER_SECONDS", 0.2)
    hearer, slow, well = subscribe(), uuid7(), uuid7()
    hearer.fails = lambda event: event.sample_id == slow and bool(time.sleep(30))
    tell(slow, 1)
    tell(well, 5)
    began = time.monotonic()
    drain()
    assert time.monotonic() - began < 15
    assert hearer.numbers == [5]
    assert row_of(slow).attempts == 1
    assert deadline.TookTooLong.__name__ in row_of(slow).last_error


def test_what_is_not_reached_in_time_is_left_for_the_next_batch(tell, subscribe, monkeypatch):
    monkeypatch.setattr(worker, "BATCH_SECONDS", 0.0)
    hearer = subscribe()
    tell(uuid7(), 1, 2, 3)
    drain()
    assert hearer.numbers == []
    monkeypatch.setattr(worker, "BATCH_SECONDS", 5.0)
    drain()
    assert hearer.numbers == [1, 2, 3]
