"""Replay: facts of the archive into one subscriber's inbox once more, which takes each that it does not have.

What a subscriber has handled already has no second effect, whether its inbox still knows the fact or only its cursor.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from gopro.database import alias_of
from gopro.events import inbox, wake
from gopro.events.fact import COLUMNS, Fact
from gopro.events.models import Inbox
from gopro.events.operations import bookmarks

CHUNK = 1000
SOURCE = "replay"
TOLD = """
FROM gopro_events_outbox AS outbox
WHERE told_at >= %(start)s AND told_at < %(end)s AND split_part(stream, ':', 1) = ANY(%(kinds)s)
"""
COUNT = f"SELECT count(*) {TOLD}"
FACTS = f"SELECT {COLUMNS} {TOLD} AND outbox.id > %(after)s ORDER BY outbox.id LIMIT {CHUNK}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """Which facts, from `start` on and before `end`, and for whom."""

    room: str
    subscriber: str
    kinds: Sequence[str]
    start: datetime
    end: datetime

    @property
    def work(self) -> str:
        return f"replay {' '.join(self.kinds)} {self.start.isoformat()} {self.end.isoformat()}"

    @property
    def params(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "kinds": list(self.kinds)}


@dataclass(kw_only=True, slots=True)
class Outcome:
    """How many facts were told again, and how many of them the inbox had already."""

    told: int = 0
    known: int = 0

    @property
    def new(self) -> int:
        return self.told - self.known


def count(replay: Replay) -> int:
    with connections[alias_of(replay.room)].cursor() as cursor:
        cursor.execute(COUNT, replay.params)
        return int(cursor.fetchone()[0])


def run(replay: Replay, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Bring them; answers after each chunk what was done in this run. Stopped, it goes on there the next time."""
    outcome = Outcome()
    position, done = bookmarks.read(room=replay.subscriber, work=replay.work)
    after = 0 if dry_run else int(position or 0)
    while facts := _facts(replay, after=after):
        outcome.known += _known(replay, facts=facts)
        outcome.told += len(facts)
        after = facts[-1].id
        if not dry_run:
            inbox.insert(consumer=replay.subscriber, facts=facts, source=SOURCE)
            bookmarks.put(room=replay.subscriber, work=replay.work, position=str(after), done=done + outcome.told)
            wake.ring(wake.INBOX)
        yield outcome
    if not dry_run:
        bookmarks.remove(room=replay.subscriber, work=replay.work)


def _facts(replay: Replay, *, after: int) -> list[Fact]:
    with connections[alias_of(replay.room)].cursor() as cursor:
        cursor.execute(FACTS, replay.params | {"after": after})
        return [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in cursor.fetchall()]


def _known(replay: Replay, *, facts: Sequence[Fact]) -> int:
    heard = Inbox.objects.using(alias_of(replay.subscriber)).filter(consumer=replay.subscriber)
    return heard.filter(event_id__in=[fact.event_id for fact in facts]).count()
