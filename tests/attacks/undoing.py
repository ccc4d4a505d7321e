"""Attacks that leave nothing behind: neither rows, nor counts of tries, nor keys that were learned."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from gopro.cache import client
from gopro.database import KEYS_ALIAS, aliases_here
from gopro.security.keys import known


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that is done inside stays."""
    client().flushdb()
    marks = {alias: transaction.savepoint(using=alias) for alias in (*aliases_here().values(), KEYS_ALIAS)}
    try:
        yield
    finally:
        for alias, mark in marks.items():
            transaction.savepoint_rollback(mark, using=alias)
        known.keys.forget_all()
