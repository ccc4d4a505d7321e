"""Pictures and other files of a course, and which versions show them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.courses.models.choices import MediaState, MediaUser
from apps.courses.models.content import Course
from gopro.identifiers import uuid7


class Media(models.Model):
    """A file of a course; the same bytes are in it once. `is_public` once something that shows it was published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="media")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=MediaState, default=MediaState.PENDING)
    is_public = models.BooleanField(default=False)
    uploaded_by = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "media"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["course", "-created_at", "-id"], name="courses_media_newest"),
            models.Index(fields=["state", "created_at"], name="courses_media_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["course", "sha256"], name="media_once_a_course"),
            models.CheckConstraint(condition=Q(state__in=MediaState.values), name="media_state_known"),
            models.CheckConstraint(condition=Q(size__gte=1), name="media_of_some_size"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="media_sha256_in_hex"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """As texts name it."""
        return f"media:{self.pk}"


class MediaUse(models.Model):
    """That a version's texts show a file. It stays as long as the version, which is as long as the course."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=MediaUser)
    version_id = models.UUIDField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["version_id"], name="courses_mediause_version")]
        constraints = [
            models.UniqueConstraint(fields=["media", "version_id"], name="media_use_once"),
            models.CheckConstraint(condition=Q(kind__in=MediaUser.values), name="media_use_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.media_id} in {self.kind} {self.version_id}"
