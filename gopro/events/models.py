"""Outbox and inbox: these tables stand in every room's database, so that a fact commits with what it tells."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

SHARDS = 64


class Outbox(models.Model):
    """A fact told by this room: the archive. Rows are only added; who still waits for one is `Undelivered`."""

    event_id = models.UUIDField(unique=True)
    type = models.TextField()
    stream = models.TextField()
    sequence = models.BigIntegerField()
    shard = models.SmallIntegerField()
    data = models.JSONField()
    meta = models.JSONField()
    told_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        verbose_name = "fact told"
        verbose_name_plural = "facts told"
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="outbox_stream_sequence")]

    def __str__(self) -> str:
        return f"{self.type} #{self.sequence} of {self.stream}"


class Destination(models.Model):
    """A sink that every fact told from now on is owed to. Those up to `since` were told before it was known."""

    name = models.TextField(primary_key=True)
    since = models.BigIntegerField(help_text="facts with a higher id are owed as they are told")
    caught_up_to = models.BigIntegerField(help_text="of the older facts, those up to this id are owed too")

    def __str__(self) -> str:
        return self.name


class Undelivered(models.Model):
    """The mark of a sink: a fact that it has not got yet. Tiny rows, so that marking leaves the archive alone."""

    pk = models.CompositePrimaryKey("destination", "shard", "fact_id")
    destination = models.TextField()
    shard = models.SmallIntegerField()
    fact_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.fact_id} to {self.destination}"


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
    told_at = models.DateTimeField(null=True)
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


class Fork(models.Model):
    """A second fact with a number that its stream has given before: its teller was restored from an older backup.

    Kept apart, since its feeder must go on and nobody but a person can say which of the two holds.
    """

    consumer = models.TextField()
    event_id = models.UUIDField()
    type = models.TextField()
    stream = models.TextField()
    sequence = models.BigIntegerField()
    data = models.JSONField()
    meta = models.JSONField()
    source = models.TextField()
    received_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="fork_once")]

    def __str__(self) -> str:
        return f"{self.type}, a second #{self.sequence} of {self.stream} for {self.consumer}"


class StreamCursor(models.Model):
    """How far a consumer has handled a stream, and until when it waits after a failure or at a gap."""

    consumer = models.TextField()
    stream = models.TextField()
    last_sequence = models.BigIntegerField()
    blocked_until = models.DateTimeField(null=True)
    waits_for = models.TextField(db_default="")
    waits_since = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "stream"], name="cursor_once")]
        indexes = [models.Index(fields=["waits_since"], name="cursor_waits", condition=Q(waits_since__isnull=False))]

    def __str__(self) -> str:
        return f"{self.consumer} at {self.last_sequence} of {self.stream}"
