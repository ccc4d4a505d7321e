"""Records of Kafka that could not be read, in the database of the room that should have heard them."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q


class ParkedRecord(models.Model):
    """A record as it came, and why it is no fact. It has held nothing up; a person decides what becomes of it.

    The digest tells it from another at the same place in a topic that was made anew.
    """

    class State(models.IntegerChoices):
        WAITING = 0
        READ = 1, "Read after all"
        DISCARDED = 2

    topic = models.TextField()
    partition = models.IntegerField()
    offset = models.BigIntegerField()
    digest = models.TextField()
    taken_at = models.DateTimeField(help_text="when the broker took it")
    key = models.BinaryField(null=True)
    value = models.BinaryField(null=True)
    headers = models.JSONField(help_text="pairs of name and value in Base64")
    error = models.TextField()
    parked_at = models.DateTimeField(db_default=TransactionNow())
    state = models.SmallIntegerField(choices=State, db_default=State.WAITING)

    class Meta:
        verbose_name = "unreadable record"
        constraints = [models.UniqueConstraint(fields=["topic", "partition", "offset", "digest"], name="parked_once")]
        indexes = [models.Index(fields=["id"], name="parked_waiting", condition=Q(state=0))]

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]@{self.offset}"
