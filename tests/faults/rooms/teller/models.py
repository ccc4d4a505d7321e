"""Counters."""

from django.db import models


class Counter(models.Model):
    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.id} at {self.number}"
