"""Attempts and their verdicts."""

from django.db import models
from django.db.models import Q

from apps.progress.models.enrollments import Enrollment
from gopro.identifiers import uuid7


class SubmissionStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    COMPILE_ERROR = "compile_error"
    TIMEOUT = "timeout"
    ERROR = "error"
    UNGRADED = "ungraded"
    INFRA_ERROR = "infra_error"


WAITING = (SubmissionStatus.QUEUED, SubmissionStatus.RUNNING)


class Submission(models.Model):
    """An attempt as handed in, never changed; its verdict is written once, but that who reads a text may yet pass it.

    The sweep looks after it at `due_at`. `feedback` is the reader's, for the learner.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="submissions")
    exercise_id = models.UUIDField()
    exercise_version_id = models.UUIDField()
    kind = models.TextField()
    files = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    status = models.TextField(choices=SubmissionStatus, default=SubmissionStatus.QUEUED)
    tests = models.JSONField(default=list)
    message = models.TextField(default="")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    graded_at = models.DateTimeField(null=True)
    duration_ms = models.IntegerField(null=True)
    runner = models.TextField(default="")
    feedback = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "exercise_id", "-id"], name="submission_of_learner"),
            models.Index(fields=["user_id", "-id"], name="submission_newest"),
            models.Index(fields=["due_at"], name="submission_due", condition=Q(status__in=WAITING)),
            models.Index(
                fields=["exercise_id", "id"],
                name="submission_to_read",
                condition=Q(kind="text", status=SubmissionStatus.UNGRADED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class ExercisePass(models.Model):
    """Append-only: the first submission with which a learner passed a version of an exercise.

    `followed` is the publication that the learner followed then, if that is one with this version.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="passes")
    exercise_id = models.UUIDField()
    version_id = models.UUIDField(null=True)
    followed = models.IntegerField(default=0, db_default=0)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    passed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "exercise_id", "version_id"], name="pass_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} by {self.enrollment_id}"
