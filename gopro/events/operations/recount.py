"""Figures counted again from the rows that they are counted from, some rows a transaction."""

from collections.abc import Iterator
from itertools import batched

from django.db import transaction

from gopro.database import alias_of, atomic
from gopro.events.operations.projections import Derived

CHUNK = 500


def count(derived: Derived) -> int:
    return derived.model._default_manager.count()


def run(derived: Derived, *, dry_run: bool = False) -> Iterator[tuple[int, int]]:
    """Answers after each portion how many rows were seen so far, and how many of the portion were wrong."""
    seen = 0
    keys = derived.model._default_manager.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)
    for portion in batched(keys, CHUNK):
        with atomic(derived.room):
            wrong = derived.recount(portion)
            transaction.set_rollback(dry_run, using=alias_of(derived.room))
        seen += len(portion)
        yield seen, wrong
