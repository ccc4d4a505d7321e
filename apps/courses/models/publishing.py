"""The publish log: each publication is an immutable snapshot of which versions made up the course."""

from django.db import models
from django.db.models import Q

from apps.courses.models.content import Course
from apps.courses.models.versions import CourseVersion
from gopro.identifiers import uuid7


class Publication(models.Model):
    """`outline` is the lessons with their exercises and versions, as `CoursePublished` tells them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="publications")
    n = models.PositiveIntegerField()
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="publications")
    outline = models.JSONField()
    published_by = models.UUIDField(null=True, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["course", "n"], name="publication_once"),
            models.CheckConstraint(condition=Q(n__gte=1), name="publication_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.n}"
