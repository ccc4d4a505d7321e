"""Reviews of drafts, each of exactly the versions it names, and what is said about them in threads of comments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.courses.models.choices import ReviewState
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.versions import CourseVersion
from gopro.identifiers import uuid7

LONGEST_NOTE = 2_000
LONGEST_COMMENT = 10_000
LONGEST_QUOTE = 300


class Review(models.Model):
    """A round: asked for, and decided or withdrawn. It is of the edition that would have been published when it was
    last asked for: a version of the course, and an outline as a publication keeps it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=20, choices=ReviewState, default=ReviewState.IN_REVIEW)
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    outline = models.JSONField()
    request_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    requested_by = models.UUIDField(null=True, blank=True)
    requested_at = models.DateTimeField()
    decision_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["course", "-id"], name="courses_review_latest")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(state=ReviewState.IN_REVIEW), name="review_open_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
        ]

    def __str__(self) -> str:
        return f"review of {self.course_id}"


class CommentThread(models.Model):
    """About a course, or one of its lessons or exercises; on a field or a line of the version `n`, which `quote` is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="threads")
    lesson = models.ForeignKey(Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="threads")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.PROTECT, related_name="threads")
    n = models.PositiveIntegerField()
    field = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    quote = models.CharField(max_length=LONGEST_QUOTE, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["course", "-id"], name="courses_thread_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lesson__isnull=True) | Q(exercise__isnull=True), name="thread_about_one_thing"
            ),
            models.CheckConstraint(condition=Q(line__isnull=True) | ~Q(field=""), name="thread_line_of_a_field"),
        ]

    def __str__(self) -> str:
        return f"comments on {self.course_id}"


class Comment(models.Model):
    """Markdown, rendered when it is written. Without a text its writer's account was erased.

    `writer_name` is as the staff's pages knew it then; the API's tokens don't tell names.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    written_by = models.UUIDField(null=True, blank=True, db_index=True)
    writer_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"comment of {self.created_at:%Y-%m-%d %H:%M}"
