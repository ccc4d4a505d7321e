"""The publish log: each publication is an immutable snapshot of which versions made up the course."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.courses.models.choices import PublishChoice, VersionPolicy
from apps.courses.models.content import Course
from apps.courses.models.versions import CourseVersion
from gopro.identifiers import uuid7


def kept() -> dict[str, Any]:
    """Choices of publications from before there were any."""
    return {"default": PublishChoice.KEEP.value, "items": []}


class Publication(models.Model):
    """`outline` is the lessons with their exercises and versions, as `CoursePublished` tells them.

    `restores` is the number of an earlier publication that this one shows again; `counts` are what changed against the
    one before, None of publications from before it was counted.
    `policy` and `choices` say who came along and what became of what they did; `impact` which estimate of that was
    asked for, and what it had said by then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="publications")
    n = models.PositiveIntegerField()
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="publications")
    outline = models.JSONField()
    published_by = models.UUIDField(null=True, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=500, blank=True, default="", db_default="")
    restores = models.PositiveIntegerField(null=True, blank=True)
    counts = models.JSONField(null=True, blank=True)
    policy = models.CharField(
        max_length=20, choices=VersionPolicy, default=VersionPolicy.PIN, db_default=VersionPolicy.PIN
    )
    choices = models.JSONField(default=kept, db_default=kept())
    impact = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["course", "n"], name="publication_once"),
            models.CheckConstraint(condition=Q(n__gte=1), name="publication_from_one"),
            models.CheckConstraint(condition=Q(policy__in=VersionPolicy.values), name="publication_policy_known"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.n}"
