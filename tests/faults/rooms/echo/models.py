"""Effects, which nothing keeps from being doubled."""

from typing import ClassVar

from django.db import models


class Effect(models.Model):
    objects: ClassVar[models.Manager["Effect"]] = models.Manager()

    event_id = models.UUIDField()
    counter_id = models.UUIDField()
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.counter_id} at {self.number}"
