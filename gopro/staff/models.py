"""What staff did: a table in every room's database, so that the entry commits with the change."""

from django.db import models
from django.db.models.functions import Now

from gopro.identifiers import uuid7


class Action(models.TextChoices):
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


class AuditEntry(models.Model):
    """Who did what to which thing. `changes` names fields and not their values, which may be a person's to erase."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now())
    actor_id = models.UUIDField()
    actor_label = models.TextField()
    action = models.TextField(choices=Action)
    object_type = models.TextField()
    object_id = models.TextField()
    object_repr = models.TextField()
    changes = models.JSONField(default=list)
    request_id = models.TextField(db_default="")

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_type", "object_id", "-id"], name="audit_of_object")]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.action} {self.object_repr}"
