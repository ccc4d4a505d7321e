"""Courses and their outlines, as they were published."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CourseStatus(models.TextChoices):
    PUBLISHED = "published"
    RETIRED = "retired"
    DELETED = "deleted"


class Policy(models.TextChoices):
    """Who comes along to a publication."""

    PIN = "pin"
    FOLLOW_COMPATIBLE = "follow_compatible"
    FOLLOW_LATEST = "follow_latest"


class Choice(models.TextChoices):
    """What something new, changed or gone does to those who come along."""

    KEEP = "keep"
    REQUIRE = "require"
    CREDIT = "credit"


def kept() -> dict[str, Any]:
    """One choice for all, and others by lesson or exercise."""
    return {"default": Choice.KEEP.value, "items": {}}


class Course(models.Model):
    """A copy of what courses told: which outline is the present one, and the last to which learners come along."""

    course_id = models.UUIDField(primary_key=True)
    slug = models.TextField()
    title = models.TextField()
    language = models.TextField()
    status = models.TextField(choices=CourseStatus, default=CourseStatus.PUBLISHED)
    version = models.IntegerField()
    followed_version = models.IntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["slug"], name="course_slug")]

    def __str__(self) -> str:
        return self.title


class Outline(models.Model):
    """One published version of a course, and on which terms learners of the one before come to it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="outlines")
    version = models.IntegerField()
    lessons_total = models.IntegerField()
    policy = models.TextField(choices=Policy, default=Policy.PIN, db_default=Policy.PIN)
    choices = models.JSONField(default=kept, db_default=kept())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "version"], name="outline_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"


class OutlineLesson(models.Model):
    outline = models.ForeignKey(Outline, on_delete=models.CASCADE, related_name="lessons")
    lesson_id = models.UUIDField()
    version_id = models.UUIDField()
    position = models.IntegerField()
    number = models.IntegerField()
    slug = models.TextField()
    title = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["outline", "lesson_id"], name="outline_lesson_once")]
        indexes = [models.Index(fields=["lesson_id"], name="outline_lesson_id")]

    def __str__(self) -> str:
        return self.title


class OutlineExercise(models.Model):
    """`files` are the names that may be submitted."""

    outline = models.ForeignKey(Outline, on_delete=models.CASCADE, related_name="exercises")
    lesson_id = models.UUIDField()
    exercise_id = models.UUIDField()
    version_id = models.UUIDField()
    position = models.IntegerField()
    kind = models.TextField()
    slug = models.TextField()
    title = models.TextField()
    files = ArrayField(models.TextField(), default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["outline", "exercise_id"], name="outline_exercise_once")]
        indexes = [models.Index(fields=["exercise_id"], name="outline_exercise_id")]

    def __str__(self) -> str:
        return self.title
