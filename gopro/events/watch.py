"""Looking, now and then, at how facts stand in the rooms here: for the figures, and for who reads the log."""

from typing import Any

import structlog
from django.db import connections

from gopro.database import alias_of
from gopro.events import metrics

SECONDS = 5.0
OLD_GAP_SECONDS = 60

OWED = """
SELECT owed.lag, coalesce(extract(epoch FROM clock_timestamp() - fact.told_at), 0)::float
FROM (SELECT count(*) AS lag, min(fact_id) AS first FROM gopro_events_undelivered WHERE destination = %s) AS owed
LEFT JOIN gopro_events_outbox AS fact ON fact.id = owed.first
"""
PENDING = "SELECT count(*) FROM gopro_events_inbox WHERE state IN (0, 3)"
DEAD = "SELECT count(*) FROM gopro_events_inbox WHERE state = 2"
PARKED = "SELECT count(*) FROM gopro_events_streamcursor WHERE waits_since IS NOT NULL"
FORKS = "SELECT count(*) FROM gopro_events_fork"
OLD_GAP = """
waits_since < clock_timestamp() - %s * interval '1 second' AND waits_for LIKE '%%has not arrived'
"""
GAPS = f"SELECT count(*) FROM gopro_events_streamcursor WHERE {OLD_GAP}"
REPORT = f"""
UPDATE gopro_events_streamcursor SET reported_at = clock_timestamp() WHERE reported_at IS NULL AND {OLD_GAP}
RETURNING consumer, stream, waits_for, waits_since
"""

log = structlog.get_logger(__name__)


def outbox(*, room: str, destination: str) -> None:
    ((lag, oldest),) = _rows(room, OWED, destination)
    metrics.LAG.labels(room, destination).set(lag)
    metrics.OLDEST.labels(room, destination).set(oldest)


def inbox(*, room: str) -> None:
    for figure, sql, params in (
        (metrics.WAITING, PENDING, ()),
        (metrics.DEAD, DEAD, ()),
        (metrics.PARKED, PARKED, ()),
        (metrics.FORKS, FORKS, ()),
        (metrics.GAPS, GAPS, (OLD_GAP_SECONDS,)),
    ):
        ((count,),) = _rows(room, sql, *params)
        figure.labels(room).set(count)
    report_gaps(room=room)


def report_gaps(*, room: str) -> None:
    """Each old gap once, whichever process sees it first: its fact is lost, or its feeder is."""
    for consumer, stream, waits_for, since in _rows(room, REPORT, OLD_GAP_SECONDS):
        log.warning("gap: a fact is missing", consumer=consumer, stream=stream, waits_for=waits_for, since=str(since))


def _rows(room: str, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
