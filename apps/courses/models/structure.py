"""How the lessons of a course are grouped, and who else writes it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.courses.models.content import Course, Part, part_constraints
from apps.courses.models.imports import ImportSource
from apps.courses.models.versions import Version
from gopro.identifiers import uuid7


class Section(Part):
    """Some of a course's lessons under a title of their own. While it is held back, they are."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sections")
    draft_version = models.ForeignKey("courses.SectionVersion", on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey(
        "courses.SectionVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="sections")

    class Meta:
        ordering = ["course", "position"]
        indexes: ClassVar = [models.Index(fields=["course", "position"], name="courses_section_position")]
        constraints = [
            *part_constraints("section"),
            models.UniqueConstraint(fields=["course", "slug"], name="section_slug_once"),
        ]


class SectionVersion(Version):
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    summary = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["section", "n"], name="section_version_once"),
            models.CheckConstraint(condition=Q(n__gte=1), name="section_version_from_one"),
        ]


class CoAuthor(models.Model):
    """Somebody who writes a course beside its lead (`Course.author_id`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="co_authors")
    user_id = models.UUIDField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["user_id"], name="courses_coauthor_user")]
        constraints = [models.UniqueConstraint(fields=["course", "user_id"], name="co_author_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.course_id}"
