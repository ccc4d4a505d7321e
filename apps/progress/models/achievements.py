"""Badges and certificates."""

from django.db import models
from django.db.models import F

from apps.progress.models.enrollments import Enrollment
from gopro.identifiers import uuid7


class Award(models.Model):
    """An achievement that a learner has, once (once a course, where it is about a course)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    achievement = models.TextField()
    course_id = models.UUIDField(null=True)
    awarded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("user_id"), F("achievement"), F("course_id"), name="award_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement} of {self.user_id}"


class Certificate(models.Model):
    """That a learner completed a course, as it was then called; once an enrollment, and it outlives the course.

    It outlives its learner too, of whom then nothing stands in it: what was issued can be verified for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField(null=True)
    enrollment = models.OneToOneField(Enrollment, null=True, on_delete=models.PROTECT, related_name="certificate")
    number = models.TextField(unique=True)
    course_id = models.UUIDField()
    course_title = models.TextField()
    course_version = models.IntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "-id"], name="certificate_of_learner")]

    def __str__(self) -> str:
        return self.number
