"""In how many published courses each word, tag and shelf is: counted with the change of the row, at its commit."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connections

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.choices import TallyKind
from gopro.database import alias_of, defer

COLUMNS = ("words", "tags", "categories", "difficulty", "language")
# In one order, so that two publications can't deadlock.
ADD = """
INSERT INTO courses_tally AS tally (kind, value, courses)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[]) AS added (kind, value, courses) ORDER BY kind, value
ON CONFLICT (kind, value) DO UPDATE SET courses = tally.courses + excluded.courses
"""
FORGET = (
    "DELETE FROM courses_tally WHERE courses <= 0 AND (kind, value) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
)

type Counted = tuple[str, str]


def of(*, course_id: UUID) -> frozenset[Counted]:
    """What the course's row counts for now; nothing where it has none."""
    row = CatalogueEntry.objects.filter(course_id=course_id).values(*COLUMNS).first()
    return counted_in(row) if row else frozenset()


def counted_in(row: dict[str, Any]) -> frozenset[Counted]:
    lists = ((TallyKind.WORD, "words"), (TallyKind.TAG, "tags"), (TallyKind.CATEGORY, "categories"))
    shelving = ",".join(sorted(set(row["categories"])))
    return frozenset(
        {
            (TallyKind.ALL.value, ""),
            (TallyKind.SHELVING.value, shelving),
            (TallyKind.DIFFICULTY.value, row["difficulty"]),
            (TallyKind.LANGUAGE.value, row["language"]),
            *((kind.value, value) for kind, name in lists for value in row[name]),
        }
    )


def change(*, before: frozenset[Counted], after: frozenset[Counted]) -> None:
    """Written as the last statement of the transaction: rows that many courses share are locked for a moment only."""
    for counted in after - before:
        defer(_write, (*counted, 1))
    for counted in before - after:
        defer(_write, (*counted, -1))


def _write(room: str, rows: list[tuple[str, str, int]]) -> None:
    changed: Counter[Counted] = Counter()
    for kind, value, number in rows:
        changed[kind, value] += number
    kinds, values = [kind for kind, _ in changed], [value for _, value in changed]
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(ADD, [kinds, values, list(changed.values())])
        if any(number < 0 for number in changed.values()):
            cursor.execute(FORGET, [kinds, values])
