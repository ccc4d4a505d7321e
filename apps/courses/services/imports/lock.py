"""One import of a source at a time."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from apps.courses.errors import ImportUnderWay
from gopro.database import alias_of

SPACE = 0x696D70  # keeps these locks apart from others of the room


@contextmanager
def alone(*, locator: str) -> Iterator[None]:
    """Held by the connection: it outlasts transactions, and a killed import frees it."""
    key = [SPACE, zlib.crc32(locator.encode()) - 2**31]
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        if not cursor.fetchone()[0]:
            raise ImportUnderWay(f"{locator} is being imported already. Wait for it, then run this again.")
    try:
        yield
    finally:
        with connections[alias_of("courses")].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
