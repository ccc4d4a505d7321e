"""Effects, which nothing keeps from being doubled; and the troubles that a test asks for."""

from typing import ClassVar

from django.db import models


class Effect(models.Model):
    objects: ClassVar[models.Manager["Effect"]] = models.Manager()

    event_id = models.UUIDField()
    counter_id = models.UUIDField()
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.counter_id} at {self.number}"


class Trouble(models.Model):
    """What noting a counter runs into, for as long as the row stands."""

    objects: ClassVar[models.Manager["Trouble"]] = models.Manager()

    class Kind(models.TextChoices):
        POISON = "poison"
        SLOW = "slow"
        DEADLOCK = "deadlock"

    counter_id = models.UUIDField(unique=True)
    kind = models.TextField(choices=Kind)
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} for {self.counter_id}"


class Resource(models.Model):
    """Two of them are locked in turn by who makes a deadlock."""

    objects: ClassVar[models.Manager["Resource"]] = models.Manager()

    id = models.IntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.id)
