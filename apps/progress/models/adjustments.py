"""Why something counts otherwise than by what its learner did alone."""

from django.db import models
from django.db.models import Q

from apps.progress.models.enrollments import Enrollment


class Kind(models.TextChoices):
    LESSON = "lesson"
    EXERCISE = "exercise"


class Effect(models.TextChoices):
    """Of a publication on one lesson or exercise, for one learner who came along to it."""

    WAIVED = "waived", "It came in later and doesn't count for this learner"
    CREDITED = "credited", "It counts as done: this learner had completed what came before"
    KEPT = "kept", "It was done in an earlier version, and goes on counting as done"
    REQUIRED = "required", "It must be done in this version or a later one"


class Adjustment(models.Model):
    """Append-only: what the author of the publication `version` chose for one thing; the latest of a thing holds."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="adjustments")
    kind = models.TextField(choices=Kind)
    thing_id = models.UUIDField()
    effect = models.TextField(choices=Effect)
    version = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "thing_id", "version"], name="adjustment_once"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="adjustment_effect_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="adjustment_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.effect} for {self.enrollment_id}"
