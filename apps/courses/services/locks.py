"""Locks on what is no row: held until the transaction ends."""

from django.db import connections

from gopro.database import alias_of

SPACE = 0x747265  # keeps these locks apart from others of the room
COURSES, SKILLS, CATEGORIES = 1, 2, 3


def hold(number: int) -> None:
    """Whoever changes a graph of the whole room holds its lock, and looks for cycles afterwards."""
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SPACE, number])
