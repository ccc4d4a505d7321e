"""What was done: tables in every room's database, so that an entry commits with what it tells of."""

from django.db import models


class Outcome(models.TextChoices):
    DONE = "done"
    REFUSED = "refused"


class AuditEntry(models.Model):
    """One link of the room's chain. A trigger refuses to change or delete it.

    `changes` maps names of fields to what became of them, in words; values that are a person's or secret stay out.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.TextField()
    on_behalf_of_id = models.TextField()
    action = models.TextField()
    object_type = models.TextField()
    object_id = models.TextField()
    outcome = models.TextField(choices=Outcome)
    reason = models.TextField()
    changes = models.JSONField()
    client_network = models.TextField()
    client_agent = models.TextField()
    request_id = models.TextField()
    traceparent = models.TextField()
    previous_hash = models.TextField()
    hash = models.TextField()

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-number"], name="audit_of_object"),
            models.Index(fields=["actor_id", "-number"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.action} of {self.object_type} {self.object_id}"


class AuditHead(models.Model):
    """The end of the room's chain, signed. Its row lock orders the writers, so numbers have no gaps."""

    chain = models.TextField(primary_key=True)
    last_number = models.BigIntegerField()
    hash = models.TextField()
    signature = models.TextField()

    def __str__(self) -> str:
        return f"{self.chain} at {self.last_number}"
