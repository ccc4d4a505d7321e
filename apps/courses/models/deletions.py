"""Deletions of courses; a row outlives the course that it is about."""

from django.db import models
from django.db.models import Q

from apps.courses.models.choices import Status


class Deletion(models.Model):
    """A course's deletion, by the id of its saga. `status_before` is what a cancellation goes back to."""

    id = models.UUIDField(primary_key=True, editable=False)
    course_id = models.UUIDField()
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    status_before = models.CharField(max_length=10, choices=Status)
    requested_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course_id"], condition=Q(cancelled_at=None, completed_at=None), name="deletion_pending_once"
            )
        ]

    def __str__(self) -> str:
        return f"deletion of {self.slug}"

    @property
    def state(self) -> str:
        """`pending`, while it can be cancelled; then `deleting`, `deleted`, or `cancelled`."""
        if self.cancelled_at:
            return "cancelled"
        if self.completed_at:
            return "deleted"
        return "deleting" if self.begun_at else "pending"
