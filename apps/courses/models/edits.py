"""The time line of a course: every version of its draft and every publication, in the order in which they came."""

from django.db import models

from apps.courses.models.content import Course


class EditAction(models.TextChoices):
    CREATED = "created", "Created"
    EDITED = "edited", "Edited"
    READY = "ready", "Let go"
    HELD = "held", "Held back"
    RETIRED = "retired", "Taken away"
    PUBLISHED = "published", "Published"
    RESTORED = "restored", "Rolled back"


class Edit(models.Model):
    """What happened to a thing (`subject`: course, section, lesson, exercise). The database itself writes it down
    (migration 0005), so that no way of editing forgets it; what versions don't say (who held something back) is in the
    audit.
    """

    id = models.BigAutoField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="edits", db_index=False)
    action = models.CharField(max_length=10, choices=EditAction)
    subject = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    edited_by = models.UUIDField(null=True, blank=True, db_index=True)
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["course", "-id"], name="courses_edit_line")]

    def __str__(self) -> str:
        return f"{self.subject} {self.title}: {self.action}"
