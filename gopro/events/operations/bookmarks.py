"""Bookmarks: work that stops half-way goes on there."""

from django.db import connections

from gopro.database import alias_of
from gopro.events.operations.models import Bookmark

PUT = """
INSERT INTO gopro_operations_bookmark (work, position, done) VALUES (%s, %s, %s)
ON CONFLICT (work) DO UPDATE SET position = excluded.position, done = excluded.done
"""


def read(*, room: str, work: str) -> tuple[str, int]:
    """Where the work was, and how much of it was done; `""` and 0 where it begins."""
    found = Bookmark.objects.using(alias_of(room)).filter(work=work).first()
    return (found.position, found.done) if found else ("", 0)


def put(*, room: str, work: str, position: str, done: int) -> None:
    """In the transaction of the work."""
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(PUT, [work, position, done])


def remove(*, room: str, work: str) -> None:
    Bookmark.objects.using(alias_of(room)).filter(work=work).delete()
