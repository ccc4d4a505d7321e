"""Publications at a time to come, with the versions that they will show."""

from django.db import models
from django.db.models import Q

from apps.courses.models.content import Course
from apps.courses.models.versions import CourseVersion
from gopro.identifiers import uuid7


class ScheduleState(models.TextChoices):
    PENDING = "pending", "Waits for its time"
    PUBLISHED = "published", "Published"
    FAILED = "failed", "Refused when its time came"
    CANCELLED = "cancelled", "Cancelled"


class Schedule(models.Model):
    """What is published is what was scheduled: the database refuses another outline (migration 0005).

    `choices` and `impact_id` are the terms that were agreed to, None where nothing was said. `publication` is the
    number under which it was shown; `failure` and `reasons` are why it wasn't.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="schedules")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    outline = models.JSONField()
    choices = models.JSONField(null=True, blank=True)
    impact_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ScheduleState, default=ScheduleState.PENDING)
    scheduled_by = models.UUIDField(null=True, blank=True, db_index=True)
    scheduled_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    publication = models.PositiveIntegerField(null=True, blank=True)
    failure = models.TextField(blank=True, default="")
    reasons = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-due_at", "-id"]
        indexes = [
            models.Index(fields=["course", "-due_at", "-id"], name="courses_schedule_course"),
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="courses_schedule_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "due_at"], condition=Q(state="pending"), name="schedule_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ScheduleState.values), name="schedule_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} at {self.due_at:%Y-%m-%d %H:%M} UTC"
