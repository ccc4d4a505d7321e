"""How facts stand: what each destination has not got or not handled yet, since when, and why."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connections

from gopro.database import alias_of
from gopro.events import sinks
from gopro.events.registry import all_subscriptions

LISTED = 20  # streams that wait, of each room

# The last hundred thousand rows are enough to count a minute's, without an index on times.
OWED = """
SELECT owed.destination, split_part(fact.stream, ':', 1), count(*), extract(epoch FROM now() - min(fact.told_at))::float
FROM gopro_events_undelivered AS owed JOIN gopro_events_outbox AS fact ON fact.id = owed.fact_id
GROUP BY 1, 2
"""
NOT_OWED_YET = """
SELECT name, (SELECT count(*) FROM gopro_events_outbox WHERE id > caught_up_to AND id <= since)
FROM gopro_events_destination WHERE caught_up_to < since
"""
TOLD = """
SELECT count(*) FROM (SELECT told_at FROM gopro_events_outbox ORDER BY id DESC LIMIT 100000) AS latest
WHERE told_at > now() - interval '1 minute'
"""
PENDING = """
SELECT split_part(stream, '.', 1), count(*), extract(epoch FROM now() - min(coalesce(told_at, received_at)))::float
FROM gopro_events_inbox WHERE consumer = %(consumer)s AND state IN (0, 3) GROUP BY 1
"""
HANDLED = """
SELECT split_part(stream, '.', 1), count(*)
FROM (SELECT stream, handled_at, consumer FROM gopro_events_inbox ORDER BY id DESC LIMIT 100000) AS latest
WHERE consumer = %(consumer)s AND handled_at > now() - interval '1 minute' GROUP BY 1
"""
DEAD = """
SELECT split_part(stream, '.', 1), count(*) FROM gopro_events_inbox
WHERE consumer = %(consumer)s AND state = 2 GROUP BY 1
"""
FORKS = "SELECT split_part(stream, '.', 1), count(*) FROM gopro_events_fork WHERE consumer = %(consumer)s GROUP BY 1"
WAITING = """
SELECT split_part(stream, '.', 1), stream, waits_for, greatest(0, extract(epoch FROM now() - waits_since))::float
FROM gopro_events_streamcursor WHERE consumer = %(consumer)s AND waits_since IS NOT NULL ORDER BY waits_since
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A stream that goes no further for now."""

    stream: str
    why: str
    seconds: float


@dataclass(kw_only=True, slots=True)
class Line:
    """Facts of a room on their way to a destination: a room that hears them, or Kafka."""

    room: str
    destination: str
    lag: int = 0
    oldest_seconds: float = 0.0
    last_minute: int = 0
    dead_letters: int = 0
    forks: int = 0
    waiting: list[Waiting] = field(default_factory=list)

    def owe(self, *, count: int, seconds: float) -> None:
        self.lag += count
        self.oldest_seconds = max(self.oldest_seconds, round(seconds, 1))


type Lines = dict[tuple[str, str], Line]


def lines() -> list[Line]:
    """Of the rooms hosted here, ordered by room and destination."""
    found: Lines = {}
    for room in settings.ROOMS_HERE:
        for destination in _destinations(room):
            found[room, destination] = Line(room=room, destination=destination)
    for room in settings.ROOMS_HERE:
        _add_told(room, found=found)
        _add_heard(room, found=found)
    return [found[key] for key in sorted(found)]


def unseen() -> list[str]:
    """Rooms whose rows this process can't reach."""
    return [room for room in settings.ROOMS if room not in settings.ROOMS_HERE]


def _destinations(room: str) -> list[str]:
    heard_by = {one.consumer for one in all_subscriptions() if one.event_type.room() == room}
    kafka = {sinks.KAFKA} if settings.KAFKA_URL else set()
    return sorted(heard_by & set(settings.ROOMS_HERE) | kafka)


def _add_told(room: str, *, found: Lines) -> None:
    """What is still in the room's outbox."""
    hears = _consumers_by_kind()
    for sink, kind, count, seconds in _rows(room, OWED):
        for destination in hears[kind] if sink == sinks.LOCAL else [sink]:
            if line := found.get((room, destination)):
                line.owe(count=count, seconds=seconds)
    for sink, count in _rows(room, NOT_OWED_YET):
        if line := found.get((room, sink)):
            line.owe(count=count, seconds=0.0)
    if line := found.get((room, sinks.KAFKA)):
        line.last_minute = _rows(room, TOLD)[0][0]


def _add_heard(consumer: str, *, found: Lines) -> None:
    """What is in the inbox of a room; rooms that tell it from elsewhere have lines, too."""

    def line(room: str) -> Line:
        return found.setdefault((room, consumer), Line(room=room, destination=consumer))

    params = {"consumer": consumer}
    for room, count, seconds in _rows(consumer, PENDING, params):
        line(room).owe(count=count, seconds=seconds)
    for room, count in _rows(consumer, HANDLED, params):
        line(room).last_minute = count
    for room, count in _rows(consumer, DEAD, params):
        line(room).dead_letters = count
    for room, count in _rows(consumer, FORKS, params):
        line(room).forks = count
    for room, stream, why, seconds in _rows(consumer, WAITING, params):
        line(room).waiting.append(Waiting(stream=stream, why=why, seconds=round(seconds, 1)))


def _consumers_by_kind() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in all_subscriptions():
        found[one.event_type.kind()].add(one.consumer)
    return found


def _rows(room: str, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
