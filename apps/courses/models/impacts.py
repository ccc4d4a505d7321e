"""Questions what a publication would do to learners, and what progress answered."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.courses.models.choices import VersionPolicy
from apps.courses.models.content import Course
from apps.courses.models.versions import CourseVersion
from gopro.identifiers import uuid7

ANSWER_WITHIN = timedelta(seconds=30)


class ImpactState(models.TextChoices):
    ASKED = "asked", "Asked; progress hasn't answered yet"
    PARTIAL = "partial", "Being estimated: the figures grow"
    FINAL = "final", "Estimated"
    UNANSWERED = "unanswered", "Not known: progress did not answer in 30 s"


class Impact(models.Model):
    """What would be published, on which terms, and what that would do: `figures` are as progress told them last.

    `base` is the publication that learners saw when it was asked, 0 where there was none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="impacts")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    base = models.PositiveIntegerField()
    outline = models.JSONField()
    policy = models.CharField(max_length=20, choices=VersionPolicy)
    choices = models.JSONField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(null=True)
    is_final = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["course", "-asked_at"], name="impact_of_course")]
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=VersionPolicy.values), name="impact_policy_known"),
            models.CheckConstraint(condition=Q(is_final=False) | Q(figures__isnull=False), name="impact_final_told"),
        ]

    def __str__(self) -> str:
        return f"impact of {self.course_id} after {self.base}"

    @property
    def state(self) -> ImpactState:
        if self.figures is not None:
            return ImpactState.FINAL if self.is_final else ImpactState.PARTIAL
        is_late = timezone.now() > self.asked_at + ANSWER_WITHIN
        return ImpactState.UNANSWERED if is_late else ImpactState.ASKED
