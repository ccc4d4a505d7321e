"""Handlers that can't: poison, slowness, deadlocks. Only the stream concerned waits."""

import threading
import time
from binascii import crc32
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from tests.faults.processes import wait_until
from tests.faults.run import Fault, Run

SHARDS = 64
NOT_DELAYED = 5.0  # seconds, on a machine that has other work too
QUICK = ("gopro.events.failures:TRIES=3", "gopro.events.failures:FIRST_PAUSE_SECONDS=1.0")
DEAD = "SELECT id FROM hearer.gopro_events_inbox WHERE state = 2 AND stream = %s"
FAILED = "SELECT last_error FROM hearer.gopro_events_inbox WHERE stream = %s AND attempts > 0"


def shard_of(counter: UUID) -> int:
    return crc32(f"teller.counter:{counter}".encode()) % SHARDS


def neighbor(run: Run, of: UUID) -> UUID:
    """Another counter of the same shard."""
    while True:
        counter = run.new_counter()
        if shard_of(counter) == shard_of(of):
            return counter


def elsewhere(run: Run, of: UUID) -> UUID:
    while True:
        counter = run.new_counter()
        if shard_of(counter) != shard_of(of):
            return counter


@contextmanager
def trouble(run: Run, *, kind: str, counter: UUID, seconds: float = 0.0) -> Iterator[None]:
    run.sql("INSERT INTO hearer.hearer_trouble (kind, counter_id, seconds) VALUES (%s, %s, %s)", kind, counter, seconds)
    yield
    run.sql("DELETE FROM hearer.hearer_trouble WHERE counter_id = %s", counter)


def start(run: Run) -> None:
    run.start("web", "relay", "inbox", "inbox", constants=QUICK)
    run.probe()
    run.latencies.clear()


def poisoned(run: Run) -> None:
    """It fails to the last try, becomes a dead letter, and is retried by an operator when the cause is gone."""
    start(run)
    counter = run.new_counter()
    stream = f"teller.counter:{counter}"
    with run.traffic(), trouble(run, kind="poison", counter=counter):
        for _ in range(3):
            run.count(counter)
        deadline = time.monotonic() + 60
        while not run.sql(DEAD, stream) and time.monotonic() < deadline:
            run.probe(neighbor(run, counter))
        for _ in range(3):
            run.probe(neighbor(run, counter))  # nor while it waits for a person
    letters = [letter for (letter,) in run.sql(DEAD, stream)]
    assert len(letters) == 1, "one parked fact; the later ones wait behind it"
    assert run.sql("SELECT count(*) FROM hearer.hearer_effect WHERE counter_id = %s", counter) == [(0,)]
    run.deployment.manage("deadletters", "retry", "hearer", str(letters[0]), "--reason", "healed")
    run.wait_for(counter, 3)


def slow(run: Run) -> None:
    """A handler that takes its time keeps its own shard; all others have another worker."""
    start(run)
    counter = run.new_counter()
    seconds = 25.0 if run.is_long else 3.0
    with run.traffic(), trouble(run, kind="slow", counter=counter, seconds=seconds):
        run.count(counter)
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            run.probe(elsewhere(run, counter))
        run.wait_for(counter, 1)


def deadlocked(run: Run) -> None:
    """PostgreSQL ends the handler's transaction (40P01); the fact is tried again."""
    start(run)
    run.sql("INSERT INTO hearer.hearer_resource (id) VALUES (1), (2)")
    for _ in range(run.rounds):
        counter = run.new_counter()
        with trouble(run, kind="deadlock", counter=counter):
            _cross(run, counter)
        errors = [error for (error,) in run.sql(FAILED, f"teller.counter:{counter}")]
        run.wait_for(counter, 1)
        assert not errors or "deadlock detected" in errors[0]


def _cross(run: Run, counter: UUID) -> None:
    """Take what the handler wants second, let it take its first, then want that."""
    with run.deployment.connect() as connection, connection.transaction():
        connection.execute("SET LOCAL deadlock_timeout = '60s'")  # the handler's session shall be the victim
        connection.execute("SELECT FROM hearer.hearer_resource WHERE id = 2 FOR UPDATE")
        threading.Thread(target=run.count, args=[counter]).start()
        wait_until(lambda: _waits(run), what="the handler to wait for the second resource")
        connection.execute("SELECT FROM hearer.hearer_resource WHERE id = 1 FOR UPDATE")


def _waits(run: Run) -> bool:
    return bool(
        run.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'inbox%%'")
    )


FAULTS = [
    Fault(name="a poison fact, retried by an operator", act=poisoned, is_small=True, within=NOT_DELAYED, rounds=1),
    Fault(name="a slow handler", act=slow, within=NOT_DELAYED, rounds=1),
    Fault(name="a deadlock in a handler", act=deadlocked),
]
