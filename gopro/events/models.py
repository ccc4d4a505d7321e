"""Outbox and inbox: these tables stand in every room's database, so that a fact commits with what it tells."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

SHARDS = 64


class Outbox(models.Model):
    """A fact told by this room. Rows stay as the archive; `local_pending` is the mark of the local sink."""

    event_id = models.UUIDField(unique=True)
    type = models.TextField()
    stream = models.TextField()
    sequence = models.BigIntegerField()
    shard = models.SmallIntegerField()
    data = models.JSONField()
    meta = models.JSONField()
    told_at = models.DateTimeField(db_default=TransactionNow())
    local_pending = models.BooleanField(db_default=True)

    class Meta:
        verbose_name = "fact told"
        verbose_name_plural = "facts told"
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="outbox_stream_sequence")]
        indexes = [models.Index(fields=["shard", "id"], name="outbox_local_pending", condition=Q(local_pending=True))]

    def __str__(self) -> str:
        return f"{self.type} #{self.sequence} of {self.stream}"


class StreamHead(models.Model):
    """The last number given in a stream; its row lock orders the stream's writers."""

    stream = models.TextField(primary_key=True)
    last_sequence = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.stream} at {self.last_sequence}"


class InboxState(models.IntegerChoices):
    PENDING = 0
    DONE = 1
    DEAD = 2
    REVIVED = 3, "Revived: to be handled again, whatever came after it"


class Inbox(models.Model):
    """A fact that reached this room, once for each consumer, whichever feeder brought it."""

    consumer = models.TextField()
    event_id = models.UUIDField()
    type = models.TextField()
    stream = models.TextField()
    sequence = models.BigIntegerField()
    shard = models.SmallIntegerField()
    data = models.JSONField()
    meta = models.JSONField()
    source = models.TextField()
    received_at = models.DateTimeField(db_default=TransactionNow())
    state = models.SmallIntegerField(choices=InboxState, db_default=InboxState.PENDING)
    handled_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(db_default=0)
    last_error = models.TextField(db_default="")

    class Meta:
        verbose_name = "fact heard"
        verbose_name_plural = "facts heard"
        constraints = [
            models.UniqueConstraint(fields=["consumer", "event_id"], name="inbox_once"),
            models.UniqueConstraint(fields=["consumer", "stream", "sequence"], name="inbox_stream_sequence"),
        ]
        indexes = [
            models.Index(
                fields=["shard", "consumer", "stream", "sequence"],
                name="inbox_work",
                condition=Q(state__in=[InboxState.PENDING, InboxState.REVIVED]),
            ),
            models.Index(fields=["received_at"], name="inbox_dead", condition=Q(state=InboxState.DEAD)),
        ]

    def __str__(self) -> str:
        return f"{self.type} #{self.sequence} of {self.stream} for {self.consumer}"


class StreamCursor(models.Model):
    """How far a consumer has handled a stream, and until when it waits after a failure or at a gap."""

    consumer = models.TextField()
    stream = models.TextField()
    last_sequence = models.BigIntegerField()
    blocked_until = models.DateTimeField(null=True)
    waits_for = models.TextField(db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "stream"], name="cursor_once")]

    def __str__(self) -> str:
        return f"{self.consumer} at {self.last_sequence} of {self.stream}"
