"""Learners in courses, and what they completed."""

from django.db import models
from django.db.models import Q

from apps.progress.models.outlines import Course, Outline
from gopro.identifiers import uuid7


class EnrollmentStatus(models.TextChoices):
    ACTIVE = "active"
    COMPLETED = "completed"
    ENDED = "ended"


class Enrollment(models.Model):
    """A learner in a course. The percentage is kept beside its causes, and can be counted again from them.

    `lessons_completed` and `lessons_total` are those that count for this learner. Which publication is followed has
    been decided up to `considered_version`. `ends_at` is set while the course is to be deleted, which its learner was
    told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    outline = models.ForeignKey(Outline, on_delete=models.PROTECT, related_name="enrollments")
    status = models.TextField(choices=EnrollmentStatus, default=EnrollmentStatus.ACTIVE)
    considered_version = models.IntegerField(default=0, db_default=0)
    lessons_completed = models.IntegerField(default=0)
    lessons_total = models.IntegerField(default=0, db_default=0)
    percent = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["course", "considered_version", "id"],
                condition=~Q(status=EnrollmentStatus.ENDED),
                name="enrollment_behind",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["user_id", "course"], name="enrollment_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="percent_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"


class LessonCompletion(models.Model):
    """Append-only: that a lesson was completed, when, and in which version. What percentages are counted from.

    `followed` is the publication that the learner followed then, 0 in rows from before that was kept.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="completions")
    lesson_id = models.UUIDField()
    version_id = models.UUIDField()
    followed = models.IntegerField(default=0, db_default=0)
    score = models.FloatField(null=True)
    completed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson_id", "version_id"], name="completion_once")
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} by {self.enrollment_id}"
