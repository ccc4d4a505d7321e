"""Banks: questions of a course from which quizzes draw. Each edit makes an immutable version, which quizzes pin."""

from django.db import models

from apps.courses.models.content import Course
from apps.courses.models.versions import Version
from gopro.identifiers import uuid7


class Bank(models.Model):
    """`draft_version` is the newest; what learners are asked of a bank is pinned in the exercise's own version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="banks")
    slug = models.SlugField(max_length=100)
    draft_version = models.ForeignKey("courses.BankVersion", on_delete=models.PROTECT, related_name="+")
    is_retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["course", "slug"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="bank_slug_once")]

    def __str__(self) -> str:
        return self.slug


class BankVersion(Version):
    """`rendered` is the HTML of the questions and the order in which learners are shown what they put in order."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="versions")
    questions = models.JSONField(default=list)
    rendered = models.JSONField(default=list)

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "n"], name="bank_version_once"),
            models.CheckConstraint(condition=models.Q(n__gte=1), name="bank_version_from_one"),
        ]
