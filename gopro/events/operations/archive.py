"""Retention: old facts that every destination has leave the archive, old handled ones the inbox; nothing else does.

Stream heads and cursors stay, so a fact that comes again after its inbox row has gone is known to be an old one.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connections

from gopro.database import alias_of, atomic
from gopro.events import sinks
from gopro.events.models import Destination

CHUNK = 5000
JOB_CHUNKS = 100  # of each table, in one run of the job

# Ids follow time closely, so the first chunk without an old row ends the work; what that misses, the next run finds.
OUTBOX = """
SELECT fact.id, fact.told_at < now() - %(age)s AS old, fact.told_at < now() - %(age)s
    AND NOT EXISTS (
        SELECT FROM gopro_events_destination AS destination
        JOIN gopro_events_undelivered AS owed ON owed.destination = destination.name
        WHERE owed.shard = fact.shard AND owed.fact_id = fact.id
    )
    AND NOT EXISTS (
        SELECT FROM gopro_events_destination AS destination
        WHERE fact.id > destination.caught_up_to AND fact.id <= destination.since
    ) AS useless
FROM gopro_events_outbox AS fact WHERE fact.id > %(after)s ORDER BY fact.id LIMIT %(limit)s
"""
INBOX = """
SELECT id, received_at < now() - %(age)s AS old,
    state = 1 AND coalesce(handled_at, received_at) < now() - %(age)s AS useless
FROM gopro_events_inbox WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
"""
DELETE = "DELETE FROM {table} WHERE id = ANY(%s)"


def missing_sinks(room: str) -> list[str]:
    """Sinks that facts are meant for and that the room does not know yet: until it does, nothing is dropped."""
    meant = {sinks.LOCAL, sinks.KAFKA} if settings.KAFKA_URL else {sinks.LOCAL}
    known = Destination.objects.using(alias_of(room)).values_list("name", flat=True)
    return sorted(meant.difference(known))


def prune_outbox(*, room: str, dry_run: bool = False) -> Iterator[int]:
    """Drop old facts told; answers after each chunk how many that was."""
    if not missing_sinks(room):
        age = timedelta(days=settings.EVENTS_ARCHIVE_DAYS)
        yield from _prune(room=room, table="gopro_events_outbox", found=OUTBOX, age=age, dry_run=dry_run)


def prune_inbox(*, room: str, dry_run: bool = False) -> Iterator[int]:
    """Drop old facts handled; answers after each chunk how many that was."""
    age = timedelta(days=settings.EVENTS_INBOX_DAYS)
    yield from _prune(room=room, table="gopro_events_inbox", found=INBOX, age=age, dry_run=dry_run)


def prune(*, room: str) -> None:
    """A portion of both, by the clock."""
    for portions in (prune_outbox(room=room), prune_inbox(room=room)):
        for _, _portion in zip(range(JOB_CHUNKS), portions, strict=False):
            pass


def _prune(*, room: str, table: str, found: str, age: timedelta, dry_run: bool) -> Iterator[int]:
    after, is_old = 0, True
    while is_old:
        with atomic(room):
            rows = _run(room, found, {"age": age, "after": after, "limit": CHUNK})
            useless = [row_id for row_id, _, drop in rows if drop]
            if useless and not dry_run:
                _run(room, DELETE.format(table=table), [useless])
        is_old = any(old for _, old, _ in rows)
        after = rows[-1][0] if rows else after
        if useless:
            yield len(useless)


def _run(room: str, sql: str, params: dict[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []
