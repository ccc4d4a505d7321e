"""Where long work was when it stopped, which subscriptions are known, and what the last comparison found."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models


class Bookmark(models.Model):
    """How far a piece of work has come; gone once it is finished."""

    work = models.TextField(primary_key=True)
    position = models.TextField()
    done = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.work} at {self.position}"


class KnownSubscription(models.Model):
    """A consumer hears this type of fact, and has been told what was before it began to."""

    consumer = models.TextField()
    type = models.TextField()
    since = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "type"], name="known_subscription_once")]

    def __str__(self) -> str:
        return f"{self.consumer} hears {self.type}"


class Reconciliation(models.Model):
    """The last comparison of a projection with what it is a copy of."""

    projection = models.TextField(primary_key=True)
    at = models.DateTimeField(db_default=TransactionNow())
    compared = models.BigIntegerField()
    drift = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.projection}: {self.drift} of {self.compared}"
