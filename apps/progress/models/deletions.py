"""Courses that are to go."""

from django.db import models
from django.db.models import Q


class CourseDeletion(models.Model):
    """A course that is to go, by the id of the saga, and how far its enrollments have been looked after."""

    id = models.UUIDField(primary_key=True, editable=False)
    course_id = models.UUIDField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    learners = models.IntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    enrollments = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="course_deletion_open", condition=Q(finished_at=None))]

    def __str__(self) -> str:
        return f"deletion of {self.course_id}"
