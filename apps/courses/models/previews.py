"""Links that show a draft to somebody without an account."""

from django.db import models

from apps.courses.models.content import Course
from gopro.identifiers import uuid7


class PreviewLink(models.Model):
    """The link itself is a signature of the id, kept nowhere; whoever may edit the course can read it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="preview_links")
    label = models.CharField(max_length=100, blank=True, default="", help_text="For whom it is.")
    created_by = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["course", "-id"], name="courses_preview_course")]

    def __str__(self) -> str:
        return self.label or str(self.id)
