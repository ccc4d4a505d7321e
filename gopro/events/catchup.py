"""A sink that is new to a room: from now on every fact is owed to it, and step by step those told before.

Nobody may slip through between the two: whoever tells a fact reads the destinations, so the lock on that table waits
until each transaction that read the old list has ended.
"""

from typing import Any

from django.db import connections
from django.db.models import F

from gopro.database import alias_of, atomic
from gopro.events.models import Destination

STEP = 10_000  # facts made owed in one transaction
LOCK = "SET LOCAL lock_timeout = '500ms'; LOCK TABLE gopro_events_destination IN ACCESS EXCLUSIVE MODE"
REGISTER = """
INSERT INTO gopro_events_destination (name, since, caught_up_to)
SELECT %s, coalesce(max(id), 0), 0 FROM gopro_events_outbox ON CONFLICT DO NOTHING
"""
OWE = """
WITH step AS (
    SELECT id, shard FROM gopro_events_outbox WHERE id > %(after)s AND id <= %(since)s ORDER BY id LIMIT %(step)s
), owed AS (
    INSERT INTO gopro_events_undelivered (destination, shard, fact_id) SELECT %(name)s, shard, id FROM step
    ON CONFLICT DO NOTHING
)
SELECT count(*), max(id) FROM step
"""


def register(*, room: str, destination: str) -> None:
    """Owe every fact told from now on to that destination."""
    with atomic(room):
        _run(room, LOCK)
        _run(room, REGISTER, [destination])


def advance(*, room: str, destination: str) -> int:
    """Owe it the next of the facts told before; answers how many, 0 when there are no more."""
    known = Destination.objects.using(alias_of(room)).filter(name=destination)
    if not known.exists():
        register(room=room, destination=destination)
    behind = known.filter(caught_up_to__lt=F("since"))
    if not behind.exists():  # asked without a lock, since a lock writes and idle relays ask often
        return 0
    with atomic(room):
        found = behind.select_for_update().first()
        return _step(room=room, found=found) if found else 0


def _step(*, room: str, found: Destination) -> int:
    """Facts are delivered only after the last step, so a stream's older facts go before its newer ones."""
    params = {"name": found.name, "after": found.caught_up_to, "since": found.since, "step": STEP}
    count, last = _run(room, OWE, params).fetchone()
    found.caught_up_to = last if count == STEP else found.since
    found.save(update_fields=["caught_up_to"])
    return int(count)


def _run(room: str, sql: str, params: Any = None) -> Any:
    cursor = connections[alias_of(room)].cursor()
    cursor.execute(sql, params)
    return cursor
