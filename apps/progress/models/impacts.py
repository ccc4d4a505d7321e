"""Estimates of what a publication would do to learners, and the submissions that are graded again for them."""

from django.db import models
from django.db.models import Q

from apps.progress.models.submissions import Submission


class Impact(models.Model):
    """A question of courses, by its id there. `asked` is the publication that it is about, `counts` what has been
    counted; `due_at` is when a sweep goes on with it."""

    id = models.UUIDField(primary_key=True, editable=False)
    course_id = models.UUIDField()
    asked = models.JSONField()
    sample = models.IntegerField()
    counts = models.JSONField(null=True)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="impact_due", condition=Q(finished_at=None)),
            models.Index(fields=["created_at"], name="impact_created"),
        ]

    def __str__(self) -> str:
        return f"impact on {self.course_id}"


class Trial(models.Model):
    """A stored submission that passed, graded again by the version that would be published; `verdict` is empty until
    then. The submission itself stays as it was graded."""

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="trials")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="trials")
    version_id = models.UUIDField()
    verdict = models.TextField(default="")
    tries = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["impact", "submission"], name="trial_once")]

    def __str__(self) -> str:
        return f"trial of {self.submission_id}"
