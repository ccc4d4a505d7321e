"""A feeder gone wrong: brings each fact three times, shuffled, in small batches that commit in the middle of it."""

import random
import time

from django.db import connections

from gopro.events import inbox
from gopro.events.fact import COLUMNS, Fact

FRESH = f"SELECT {COLUMNS} FROM gopro_events_outbox AS outbox WHERE outbox.id > %s - 200 ORDER BY outbox.id"  # noqa: S608 - constants
TIMES = 3
TOGETHER = 0.25  # seconds: by the clock, so that feeders bring the same facts at the same moment


def feed(*, seed: int) -> None:
    """Until it is ended. Rows that commit late are found by looking back, since this feeder keeps no marks."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    seen: set[int] = set()
    last = 0
    while True:
        facts = [fact for fact in _facts(last) if fact.id not in seen]
        seen |= {fact.id for fact in facts}
        last = max([last, *seen])
        _bring([fact for fact in facts for _ in range(TIMES)], chance=chance)
        time.sleep(TOGETHER - time.time() % TOGETHER)


def _facts(last: int) -> list[Fact]:
    with connections["teller"].cursor() as cursor:
        cursor.execute(FRESH, [last])
        return [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in cursor.fetchall()]


def _bring(facts: list[Fact], *, chance: random.Random) -> None:
    chance.shuffle(facts)
    while facts:
        size = chance.choice([chance.randint(1, 7), 60])
        batch, facts = facts[:size], facts[size:]
        inbox.insert(consumer="hearer", facts=batch, source=chance.choice(["local", "kafka"]))
