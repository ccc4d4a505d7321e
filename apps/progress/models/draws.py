"""Which questions a learner was asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.progress.models.enrollments import Enrollment
from apps.progress.models.submissions import Submission
from gopro.identifiers import uuid7


class Draw(models.Model):
    """The questions of one attempt, by key in their order; open until it is handed in, then kept for its grade."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="draws")
    exercise_id = models.UUIDField()
    exercise_version_id = models.UUIDField()
    attempt = models.PositiveIntegerField()
    keys = ArrayField(models.TextField())
    submission = models.OneToOneField(Submission, null=True, on_delete=models.PROTECT, related_name="draw")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "exercise_version_id", "attempt"], name="draw_once"),
            models.UniqueConstraint(
                fields=["enrollment", "exercise_version_id"], condition=Q(submission=None), name="draw_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} attempt {self.attempt}"
