"""The proof that nothing is lost: a stream's head, where it is told, equals the cursor of each room that hears it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

from gopro.database import alias_of
from gopro.events.registry import all_subscriptions

CHUNK = 5000
HEADS = """
SELECT stream, last_sequence FROM gopro_events_streamhead
WHERE split_part(stream, ':', 1) = ANY(%s) AND last_sequence > 0 ORDER BY stream COLLATE "C"
"""
CURSORS = """
SELECT stream, last_sequence, waits_for FROM gopro_events_streamcursor
WHERE consumer = %s AND split_part(stream, ':', 1) = ANY(%s) ORDER BY stream COLLATE "C"
"""
ARCHIVED = "SELECT EXISTS (SELECT FROM gopro_events_outbox WHERE stream = %s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mismatch:
    """A consumer is not where the stream is; `handled` is 0 where it has heard nothing of it."""

    consumer: str
    stream: str
    told: int
    handled: int
    why: str


@dataclass(kw_only=True, slots=True)
class Proof:
    """How many streams of a room were compared with a consumer's cursors, and those that don't agree."""

    room: str
    consumer: str
    streams: int
    mismatches: list[Mismatch]


def prove() -> Iterator[Proof]:
    """Each pair of rooms hosted here, after everything has been handled. What was told before a consumer's time and is
    out of the archive is no mismatch."""
    heard: dict[tuple[str, str], set[str]] = {}
    for one in all_subscriptions():
        if {one.event_type.room(), one.consumer} <= set(settings.ROOMS_HERE):
            heard.setdefault((one.event_type.room(), one.consumer), set()).add(one.event_type.kind())
    for room, consumer in sorted(heard):
        yield _proof(room=room, consumer=consumer, kinds=sorted(heard[room, consumer]))


def _proof(*, room: str, consumer: str, kinds: list[str]) -> Proof:
    """Two sorted lists, read side by side."""
    proof = Proof(room=room, consumer=consumer, streams=0, mismatches=[])
    cursors = _rows(consumer, CURSORS, [consumer, kinds])
    cursor = next(cursors, None)
    for stream, told in _rows(room, HEADS, [kinds]):
        proof.streams += 1
        while cursor is not None and cursor[0] < stream:
            proof.mismatches.append(_mismatch(consumer, stream=cursor[0], told=0, cursor=cursor))
            cursor = next(cursors, None)
        own = cursor if cursor is not None and cursor[0] == stream else None
        if (own[1] if own else 0) != told and (own or _is_archived(room, stream=stream)):
            proof.mismatches.append(_mismatch(consumer, stream=stream, told=told, cursor=own))
        cursor = next(cursors, None) if own else cursor
    rest = [] if cursor is None else [cursor, *cursors]
    proof.mismatches += [_mismatch(consumer, stream=one[0], told=0, cursor=one) for one in rest]
    return proof


def _mismatch(consumer: str, *, stream: str, told: int, cursor: tuple[Any, ...] | None) -> Mismatch:
    handled, why = cursor[1:] if cursor else (0, "")
    why = why or ("not handled yet" if handled < told else "handled more than was told")
    return Mismatch(consumer=consumer, stream=stream, told=told, handled=handled, why=why)


def _is_archived(room: str, *, stream: str) -> bool:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(ARCHIVED, [stream])
        return bool(cursor.fetchone()[0])


def _rows(room: str, sql: str, params: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Through a cursor of the server, since there may be millions."""
    with connections[alias_of(room)].chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
