"""The checker, outside the product: counters against effects, by plain SQL on what is left after the faults."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg

from tests.faults.deployment import Deployment

HEARERS = ("hearer", "echo")
COUNTERS = "SELECT id, number FROM teller.teller_counter"
HEARD = (("teller", "counter", "hearer"), ("hearer", "note", "echo"))  # who tells of what, and who hears it
UNEQUAL = """
SELECT count(*)
FROM (SELECT * FROM {teller}.gopro_events_streamhead WHERE stream LIKE '{teller}.{subject}:%') AS head
FULL JOIN (SELECT * FROM {hearer}.gopro_events_streamcursor WHERE stream LIKE '{teller}.{subject}:%') AS cursor
    ON cursor.stream = head.stream
WHERE coalesce(head.last_sequence, 0) <> coalesce(cursor.last_sequence, 0)
"""
PROGRESS = " + ".join(f"(SELECT count(*) FROM {room}.{room}_effect)" for room in HEARERS)  # noqa: S608 - constants


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """All but `changes`, `acknowledged` and `effects` must be 0."""

    changes: int  # counts that are in the teller's table
    acknowledged: int  # of them, those that a writer was told of
    effects: int  # notes in both hearers; must be twice the changes
    gone: int  # acknowledged, and not in the table
    lost: int
    doubled: int
    disordered: int
    phantom: int  # effects of changes that never were
    unequal: int  # streams whose head is not their subscriber's cursor

    @property
    def wrong(self) -> dict[str, int]:
        names = ("gone", "lost", "doubled", "disordered", "phantom", "unequal")
        return {name: value for name in names if (value := getattr(self, name))}


def settle(deployment: Deployment, *, quiet: float) -> None:
    """Until every head is a cursor, or nothing has moved for `quiet` seconds."""
    last, since = -1, time.monotonic()
    with deployment.connect() as connection:
        while unequal(connection) and time.monotonic() - since < quiet:
            time.sleep(0.1)
            moved = _one(connection, f"SELECT {PROGRESS}")
            if moved != last:
                last, since = moved, time.monotonic()


def unequal(connection: "psycopg.Connection[Any]") -> int:
    queries = (UNEQUAL.format(teller=teller, subject=subject, hearer=hearer) for teller, subject, hearer in HEARD)
    return sum(_one(connection, query) for query in queries)


def judge(deployment: Deployment, *, acknowledged: Mapping[UUID, int], total: int, but: frozenset[UUID]) -> Verdict:
    """`but`: counters that a person has still to see to, and so are not counted."""
    with deployment.connect() as connection:
        counters = {key: number for key, number in connection.execute(COUNTERS).fetchall() if key not in but}
        found = Counter[str]()
        for room in HEARERS:
            found += _compare(connection, room=room, counters=counters, but=but)
        return Verdict(
            changes=sum(counters.values()),
            acknowledged=total,
            effects=found["effects"],
            gone=sum(max(0, number - counters.get(key, 0)) for key, number in acknowledged.items() if key not in but),
            lost=found["lost"],
            doubled=found["doubled"],
            disordered=found["disordered"],
            phantom=found["phantom"],
            unequal=max(0, unequal(connection) - len(but)),
        )


def _compare(
    connection: "psycopg.Connection[Any]", *, room: str, counters: Mapping[UUID, int], but: frozenset[UUID]
) -> Counter[str]:
    effects: dict[UUID, list[int]] = defaultdict(list)
    for counter, number in connection.execute(f"SELECT counter_id, number FROM {room}.{room}_effect ORDER BY id"):  # noqa: S608 - constants
        if counter not in but:
            effects[counter].append(number)
    found = Counter[str](effects=sum(map(len, effects.values())))
    for counter in counters.keys() | effects.keys():
        found += _judge_one(effects[counter], last=counters.get(counter, 0))
    return found


def _judge_one(numbers: list[int], *, last: int) -> Counter[str]:
    firsts = list(dict.fromkeys(numbers))
    real = [number for number in firsts if number <= last]
    return Counter(
        lost=last - len(real),
        phantom=len(firsts) - len(real),
        doubled=len(numbers) - len(firsts),
        disordered=sum(later < earlier for earlier, later in pairwise(firsts)),
    )


def _one(connection: "psycopg.Connection[Any]", sql: str) -> int:
    row = connection.execute(sql).fetchone()
    assert row is not None
    found: int = row[0]
    return found
