"""Remembering a thing: one statement, so that what is measured is the way to it and not the ORM."""

import time
from uuid import UUID

from django.db import connections

from gopro.database import alias_of, atomic

INSERT = "INSERT INTO hearer_effect (owner_id, number, heard_at) VALUES (%s, %s, %s)"


@atomic("hearer")
def remember(*, owner_id: UUID, number: int) -> None:
    with connections[alias_of("hearer")].cursor() as cursor:
        cursor.execute(INSERT, [owner_id, number, time.time()])
