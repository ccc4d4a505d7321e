"""An effect, with the time at which its handler began."""

from typing import ClassVar

from django.db import models


class Effect(models.Model):
    owner_id = models.UUIDField()
    number = models.IntegerField()
    heard_at = models.FloatField()

    objects: ClassVar[models.Manager["Effect"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.number} of {self.owner_id}"
