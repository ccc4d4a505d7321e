"""Sagas, their steps, what was answered, and tombstones: tables in every room's database."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Func

from gopro.identifiers import uuid7


class Clock(Func):
    """The database's time now, even late in a transaction: the only clock that timers go by."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class State(models.TextChoices):
    RUNNING = "running", "Running: its step is to act"
    WAITING = "waiting", "Waiting for answers or a time"
    COMPENSATING = "compensating", "Undoing what was done"
    STUCK = "stuck", "Stuck: needs a person"
    DONE = "done", "Done"
    COMPENSATED = "compensated", "Undone"


ACTIVE = (State.RUNNING, State.WAITING, State.COMPENSATING, State.STUCK)
ENDED = (State.DONE, State.COMPENSATED)


class Saga(models.Model):
    """One saga. `version` rises with each change, so that of two who move it at once one begins anew."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField()
    subject = models.UUIDField()
    state = models.TextField(choices=State, default=State.RUNNING)
    step = models.TextField()
    data = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    correlation = models.TextField(default="")
    started_at = models.DateTimeField(db_default=Clock())
    deadline_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    pivoted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    alarms = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state__in=ACTIVE), name="saga_active_once")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="saga_due"),
            models.Index(fields=["kind", "state"], name="saga_state"),
            models.Index(fields=["subject"], name="saga_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"

    @property
    def clock(self) -> datetime:
        """The database's time when the row was read by `gopro.sagas.rows`."""
        found: datetime = self.__dict__["read_at"]
        return found

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class StepState(models.TextChoices):
    PENDING = "pending"
    ASKED = "asked"
    DONE = "done"
    SKIPPED = "skipped"
    COMPENSATED = "compensated"


class SagaStep(models.Model):
    """A step of one saga. `due_at` is when its time-out or its time of waiting is over."""

    saga = models.ForeignKey(Saga, on_delete=models.CASCADE, related_name="steps")
    position = models.SmallIntegerField()
    name = models.TextField()
    state = models.TextField(choices=StepState, default=StepState.PENDING)
    answers = ArrayField(models.TextField(), default=list)
    attempts = models.IntegerField(default=0)
    compensations = models.IntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    compensated_at = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["saga", "name"], name="saga_step_once")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    TAKEN = "taken", "Taken"
    REFUSED = "refused", "A refusal"
    DUPLICATE = "duplicate", "Answered before"
    LATE = "late", "Too late"
    UNKNOWN = "unknown", "Nobody asked"


class SagaReply(models.Model):
    """An answer as it came, whether it was of use or not. No relation: it may name a saga that isn't there."""

    saga_id = models.UUIDField()
    step = models.TextField()
    source = models.TextField()
    outcome = models.TextField(choices=Outcome)
    answer = models.JSONField(default=dict)
    refusal = models.TextField(default="")
    at = models.DateTimeField(db_default=Clock())

    class Meta:
        verbose_name_plural = "saga replies"
        constraints = [
            models.UniqueConstraint(
                fields=["saga_id", "step", "source"], condition=Q(outcome=Outcome.TAKEN), name="saga_reply_taken_once"
            )
        ]
        indexes = [models.Index(fields=["saga_id", "id"], name="saga_reply_of")]

    def __str__(self) -> str:
        return f"{self.outcome} from {self.source} to {self.step}"


class Tombstone(models.Model):
    """That a saga removed a subject from this room: whatever comes later about it comes to nothing."""

    kind = models.TextField()
    subject = models.UUIDField()
    saga_id = models.UUIDField()
    laid_at = models.DateTimeField(db_default=Clock())
    confirmed_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    digest = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="tombstone_once")]
        indexes = [
            models.Index(fields=["laid_at"], condition=Q(confirmed_at__isnull=True), name="tombstone_unconfirmed")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
