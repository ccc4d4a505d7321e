"""Erasures and exports of accounts."""

from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """An account's erasure, by the id of its saga. It outlives the account, and holds nothing personal but its id."""

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    was_active = models.BooleanField()
    requested_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"],
                condition=models.Q(cancelled_at=None, completed_at=None),
                name="erasure_pending_once",
            )
        ]

    def __str__(self) -> str:
        return f"erasure of {self.user_id}"

    @property
    def state(self) -> str:
        """`pending`, while it can be cancelled; then `erasing`, `erased`, or `cancelled`."""
        if self.cancelled_at:
            return "cancelled"
        if self.completed_at:
            return "erased"
        return "erasing" if self.begun_at else "pending"


class Export(models.Model):
    """An archive of what is kept of a person, by the id of its saga. `size` is in bytes."""

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    requested_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    removed_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user_id", "-requested_at"], name="export_of_user")]

    def __str__(self) -> str:
        return f"export for {self.user_id}"

    @property
    def state(self) -> str:
        """`pending`, then `ready`, then `gone`."""
        if self.removed_at or (self.expires_at and self.expires_at <= timezone.now()):
            return "gone"
        return "ready" if self.completed_at else "pending"
