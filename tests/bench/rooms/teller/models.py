"""A row as rooms have them: an id, an owner, a text, a time, an index."""

from typing import ClassVar

from django.db import models

from gopro.identifiers import uuid7


class Thing(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    owner_id = models.UUIDField(db_index=True)
    number = models.IntegerField()
    title = models.TextField()
    kept_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Thing"]] = models.Manager()

    def __str__(self) -> str:
        return self.title
